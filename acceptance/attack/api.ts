/** The public API as an attacker reads it: every operation of the document, and every place that a request fills. */
import { openApiDocument } from '@keep/contracts/openapi';
import type { Operation as OpenApiOperation } from '@keep/contracts/openapi-operation';
import type { JsonSchema } from '@keep/contracts/schema-book';

type Parameter = { name: string; in: string; schema: JsonSchema };

type Answer = OpenApiOperation['responses'][string] | undefined;

export type Operation = {
  operationId: string;
  method: string;
  /** With its parameters in braces. */
  path: string;
  /** `public`, `session`, or the scope that an API token needs. */
  access: string;
  parameters: readonly Parameter[];
  body: JsonSchema | undefined;
  /** Whether its answer stays open. */
  isStream: boolean;
};

/** `pointer` is an RFC 6901 pointer into the body, with `*` for the entries of a list. */
export type Place = { pointer: string; schema: JsonSchema };

const document = openApiDocument();

/** What the tests are generated from; one of them holds it against the document that the running system serves. */
export const { paths } = document;

export const operations: readonly Operation[] = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, { operationId, security, parameters = [], requestBody, responses }]) => ({
    operationId,
    method: method.toUpperCase(),
    path,
    access: accessOf(security),
    parameters,
    body: requestBody?.content['application/json']?.schema,
    isStream: isStream(responses['200']),
  })),
);

export function operation(operationId: string): Operation {
  const found = operations.find(each => each.operationId === operationId);
  if (!found) throw new Error(`The document has no operation ${operationId}.`);
  return found;
}

/** The kinds of operation that a batch may hold, with the schema of each as a body. */
export const batchOperations: ReadonlyMap<string, JsonSchema> = new Map(
  ((document.components.schemas['BatchOperation']?.['oneOf'] ?? []) as JsonSchema[]).map(schema => [
    String(schema['title']),
    schema,
  ]),
);

/** The schema itself, wherever it stands. */
export function resolved(schema: JsonSchema): JsonSchema {
  const { $ref } = schema;
  if (typeof $ref !== 'string') return schema;
  const named = document.components.schemas[$ref.replace('#/components/schemas/', '')];
  if (!named) throw new Error(`The document has no ${$ref}.`);
  return resolved(named);
}

/** Every place within `schema`, itself included. */
export function placesOf(schema: JsonSchema, pointer = ''): Place[] {
  const here = resolved(schema);
  const {
    properties = {},
    items,
    anyOf = [],
  } = here as {
    properties?: Record<string, JsonSchema>;
    items?: JsonSchema;
    anyOf?: JsonSchema[];
  };
  const choices = anyOf.filter(choice => choice['type'] !== 'null').flatMap(choice => placesOf(choice, pointer));
  return [
    ...(choices.length > 0 ? choices : [{ pointer, schema: here }]),
    ...Object.entries(properties).flatMap(([name, child]) => placesOf(child, `${pointer}/${name}`)),
    ...(items ? placesOf(items, `${pointer}/*`) : []),
  ];
}

function isStream(answer: Answer): boolean {
  return answer !== undefined && 'content' in answer && 'text/event-stream' in answer.content;
}

function accessOf(security: readonly Record<string, string[]>[]): string {
  if (security.length === 0) return 'public';
  return security.flatMap(way => way['apiToken'] ?? [])[0] ?? 'session';
}
