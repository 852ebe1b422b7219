/** Example values for the API document, made of its schemas: an example that breaks its schema fails a test. */
import type { JsonSchema } from './schema-book.ts';

/** By the name of the field. An optional field of a request is shown where it stands here. */
const values: Readonly<Record<string, unknown>> = {
  accessToken: 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl',
  body: 'Milk, bread and apples',
  code: '20413377',
  currentPassword: 'correct horse battery staple',
  cursor: 'eyJzZXEiOjQyfQ',
  email: 'ada@example.org',
  expiresIn: 300,
  features: [],
  kid: 'key-2026-01',
  memberId: '0193b5f0-8a1c-7b52-9d52-6a1f0c8e4b7d',
  name: 'Ada',
  newEmail: 'ada@example.com',
  newPassword: 'a longer horse battery staple',
  nextCursor: null,
  password: 'correct horse battery staple',
  pinned: true,
  position: 'a0',
  scopes: ['notes:read'],
  since: 'eyJzZXEiOjQyfQ',
  text: 'Milk',
  title: 'Shopping',
  token: 'keep_3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAA',
  transport: 'body',
  type: 'note.trash',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/153.0',
  version: '0.1.0',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};

const byFormat: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T08:00:00.000Z',
  email: 'ada@example.org',
  uuid: '0193b5f0-6c1e-7c3a-9d52-6a1f0c8e4b7d',
};

/** A value that `schema` allows, with all that is required; `named` are the schemas that it refers to. */
export function exampleOf(schema: JsonSchema, named: Readonly<Record<string, JsonSchema>>, name = ''): unknown {
  const here = resolve(schema, named);
  if (name in values && allows(here, values[name])) return values[name];
  const { const: constant, enum: choices, anyOf, oneOf, format } = here as Shape;
  if (constant !== undefined) return constant;
  if (choices) return choices[0];
  const alternatives = anyOf ?? oneOf;
  if (alternatives) return exampleOf(nullOrFirst(alternatives), named, name);
  if (format !== undefined && format in byFormat) return byFormat[format];
  return exampleOfType(here, named, name);
}

type Shape = {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  format?: string;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  minimum?: number;
};

function exampleOfType(shape: Shape, named: Readonly<Record<string, JsonSchema>>, name: string): unknown {
  const { type, items, properties = {}, required = [], minimum } = shape;
  if (type === 'null') return null;
  if (type === 'boolean') return false;
  if (type === 'integer' || type === 'number') return minimum ?? 1;
  if (type === 'array') return items && Object.keys(items).length > 0 ? [exampleOf(items, named, name)] : [];
  if (type !== 'object') return name || 'text';
  const shown = Object.entries(properties).filter(([field]) => required.includes(field) || field in values);
  return Object.fromEntries(shown.map(([field, child]) => [field, exampleOf(child, named, field)]));
}

function resolve(schema: JsonSchema, named: Readonly<Record<string, JsonSchema>>): JsonSchema {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  return named[$ref.replace('#/components/schemas/', '')] ?? {};
}

/** Nothing is the simplest that a field may hold. */
function nullOrFirst(alternatives: JsonSchema[]): JsonSchema {
  return alternatives.find(({ type }) => type === 'null') ?? alternatives[0] ?? {};
}

/** Fields of one name may be of different kinds: a value counts where it is of the kind of the schema. */
function allows({ type, anyOf, const: constant, enum: choices }: JsonSchema, value: unknown): boolean {
  if (constant !== undefined) return constant === value;
  if (Array.isArray(choices)) return choices.includes(value);
  if (Array.isArray(anyOf)) return (anyOf as JsonSchema[]).some(each => allows(each, value));
  return (
    type ===
    (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value === 'number' ? 'integer' : typeof value)
  );
}
