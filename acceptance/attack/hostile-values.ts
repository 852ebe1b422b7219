/** What nobody honest sends, as JSON texts: some of it no serializer would write. */
import { type JsonSchema } from '@keep/contracts/schema-book';

const DEEP = 40;

/** Of whatever type a place is: none of them may ever reach a database as anything but a value. */
const ofAnyPlace: readonly string[] = [
  'null', 'true', '0', '-1', '1.5', '1e308', '1e999', '-1e999', '9007199254740993', '123456789012345678901234567890',
  '""', '[]', '{}', '[[]]', '[null]',
  '{"$ne":null}', '{"$gt":""}', '{"$where":"sleep(5000)"}', '{"$regex":".*"}', '{"$in":[null]}', '["$ne"]',
  '{"$oid":"507f1f77bcf86cd799439011"}', '{"$numberLong":"1"}', '{"$binary":""}', '{"_bsontype":"ObjectId"}',
  '{"toString":1,"valueOf":1,"toJSON":1}', '{"length":1000000000}', '{"then":1}',
  `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`,
]; // prettier-ignore

const ofText: readonly string[] = [
  '"$ne"', '"$where"', '"a.b"', '"__proto__"', '"constructor"', '"\' OR 1=1 --"', '"); DROP TABLE notes; --"',
  '"%00"', '"../../../etc/passwd"', '"\\r\\nSet-Cookie: a=b"', '"${7*7}{{7*7}}"', '"=cmd|\' /C calc\'!A0"',
  '"\\uFEFF"', '"\\u202Eevil"', '"\\uFFFF"', '"\\uD83D\\uDE00"',
]; // prettier-ignore

/** In no text, whatever it is for. */
export const unstorable: readonly string[] = [
  '"a\\u0000b"',
  '"\\u0000"',
  '"\\uD800"',
  '"a\\uDC00b"',
  '"\\uDC00\\uD800"',
];

/** Names that no object has: operators, paths into documents, and what reaches for the prototype. */
export const hostileNames: readonly string[] = [
  '$ne', '$where', '$set', 'a.b', 'placement.pinned', '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty',
  '_id', 'ownerId', 'userId', '', '\\u0000', '\\uD800',
]; // prettier-ignore

/** What is put at a place of `schema`. */
export function hostileValues({ type, maxLength, maxItems }: JsonSchema): string[] {
  return [
    ...ofAnyPlace,
    ...(type === 'string' ? [...ofText, ...unstorable] : []),
    ...(typeof maxLength === 'number' ? [JSON.stringify('a'.repeat(maxLength + 1))] : []),
    ...(typeof maxItems === 'number' ? [`[${Array.from({ length: maxItems + 1 }, () => 'null').join(',')}]`] : []),
  ];
}

/** In a query or a path, as it stands in the address. */
export const hostileParameters: readonly string[] = [
  '%7B%22$ne%22%3Anull%7D', '[object%20Object]', '%24ne', '__proto__', 'constructor', '%00', '%ED%A0%80', '%FF',
  '%EF%BF%BF', '1%27%20OR%201%3D1', '-1', '1e308', 'NaN', 'Infinity', '99999999999999999999', '..%2F..%2Finternal',
  '%3Cscript%3E', 'a'.repeat(3_000),
]; // prettier-ignore

/** What stands beside a parameter of this name, or in its place. */
export function hostileQueries(name: string): string[] {
  return [
    `${name}[$ne]=1`, `${name}[]=1`, `${name}[__proto__][polluted]=1`, `${name}.$gt=`, `${name}=1&${name}=2`,
    '$where=sleep(5000)', '__proto__=1', '__proto__[polluted]=1', 'constructor[prototype][polluted]=1', 'toString=1',
    '%00=1', '=1', '&&&', Array.from({ length: 1_200 }, (_, index) => `a${index}=`).join('&'),
  ]; // prettier-ignore
}
