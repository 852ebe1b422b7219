/** Holds real answers against the API document: status, content type, headers and every field of the body. */
import { openApiDocument } from '@keep/contracts/openapi';
import type { Operation } from '@keep/contracts/openapi-operation';
import { problem } from '@keep/contracts/problem';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Reply } from './call.ts';

const document = openApiDocument();
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'keep', ...closed(document) });

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    method: method.toUpperCase(),
    path,
    pattern: new RegExp(`^${path.replaceAll('.', '[.]').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    operation,
  })),
);

/** Any request may meet these before Keep knows which operation is meant. */
const answeredByAnyPath = new Set([400, 404, 405, 408, 421, 431]);

/** What an answer must never show: a stack, a query, a path of this machine, or another process. */
const internals =
  /\bat \S+ \(|node_modules|\bSQLITE_|\bSELECT\b.+\bFROM\b|INSERT INTO|(?:127\.0\.0\.1|localhost):\d|(?:^|[\s"'(])\/(?:home|root|tmp|usr|var|work)\//;

/** Throws, naming every difference, where `reply` is not what the document says of `method` on `path`. */
export function checkAnswer(method: string, path: string, reply: Reply): void {
  const faults = [...faultsOf(method, path.replace(/\?.*$/, ''), reply)];
  if (faults.length > 0)
    throw new Error(`${method} ${path} answered ${reply.status}: ${faults.join('; ')}\n${reply.text.slice(0, 500)}`);
}

/** Whether the document allows `body` of `method` on `path`, which is written with its parameters in braces. */
export function allowsBody(method: string, path: string, body: unknown): boolean {
  return validator(['paths', path, method.toLowerCase(), 'requestBody', 'content', 'application/json'])(body);
}

function* faultsOf(method: string, path: string, reply: Reply): Generator<string> {
  const found = operations.find(candidate => candidate.method === method && candidate.pattern.test(path));
  const documented = found?.operation.responses[reply.status];
  if (!documented && !answeredByAnyPath.has(reply.status)) yield 'the API document does not have this status';
  if (found && documented) yield* faultsOfBody(found.path, found.method, found.operation, reply);
  if (reply.status >= 400) yield* faultsOfProblem(reply);
}

function* faultsOfBody(path: string, method: string, operation: Operation, reply: Reply): Generator<string> {
  const { response, at } = documentedAt(path, method, operation, reply.status);
  const [type] = Object.keys(response?.content ?? {});
  const answered = reply.headers.get('content-type')?.split(';')[0];
  if (type === undefined) {
    if (reply.text !== '') yield 'there should be no body';
    return;
  }
  if (answered !== type) yield `the content type is ${answered}, not ${type}`;
  const validate = validator([...at, 'content', type]);
  if (validate(reply.json)) return;
  for (const { instancePath, message, params } of validate.errors ?? [])
    yield `${instancePath || 'the body'} ${message} ${JSON.stringify(params)}`;
}

/** The answer that the document has for a status, and where it stands there: refusals are shared by the operations. */
function documentedAt(path: string, method: string, operation: Operation, status: number) {
  const found = operation.responses[status];
  if (!found || !('$ref' in found))
    return { response: found, at: ['paths', path, method.toLowerCase(), 'responses', String(status)] };
  const name = found.$ref.replace('#/components/responses/', '');
  return { response: document.components.responses[name], at: ['components', 'responses', name] };
}

function* faultsOfProblem({ status, headers, json, text }: Reply): Generator<string> {
  const parsed = problem.safeParse(json);
  if (!parsed.success) {
    yield 'it is no problem document';
    return;
  }
  if (parsed.data.status !== status) yield `the problem says ${parsed.data.status}`;
  if (!parsed.data.requestId) yield 'the problem has no requestId';
  if ([429, 503].includes(status) && !(Number(headers.get('retry-after')) >= 1)) yield 'there is no Retry-After';
  if (status === 401 && !headers.has('www-authenticate')) yield 'there is no WWW-Authenticate';
  if (status === 405 && !headers.has('allow')) yield 'there is no Allow';
  const leak = internals.exec(text);
  if (leak) yield `it shows "${leak[0]}"`;
}

const validators = new Map<string, ValidateFunction>();

function validator(path: readonly string[]): ValidateFunction {
  const pointer = [...path, 'schema'].map(key => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')));
  const reference = `keep#/${pointer.join('/')}`;
  const validate = validators.get(reference) ?? ajv.compile({ $ref: reference });
  validators.set(reference, validate);
  return validate;
}

/** Readers ignore fields they do not know, this one does not: a field that no contract has is a leak or a gap in it. */
function closed(value: unknown): object {
  return visit(value, false) as object;
}

function visit(value: unknown, isPartOfAnother: boolean): unknown {
  if (Array.isArray(value)) return value.map(child => visit(child, isPartOfAnother));
  if (typeof value !== 'object' || value === null) return value;
  const isOpen = 'type' in value && 'properties' in value && !('additionalProperties' in value) && !isPartOfAnother;
  const children = Object.entries(value).map(([key, child]) => [key, visit(child, key === 'allOf')] as const);
  return { ...Object.fromEntries(children), ...(isOpen && { additionalProperties: false }) };
}
