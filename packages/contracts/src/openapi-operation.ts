/** One route contract as an operation of the API document. */
import type { z } from 'zod';
import { problem, type ProblemCode, problemTitles } from './problem.ts';
import { problemsByStatus } from './route-problems.ts';
import { MIB, type ResponseContract, type RouteContract } from './route.ts';
import type { JsonSchema, SchemaBook } from './schema-book.ts';

type Parameter = {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: JsonSchema;
  description?: string;
};
type Header = { description: string; schema: JsonSchema };
type Response = {
  description: string;
  headers?: Record<string, Header>;
  content?: Record<string, { schema: JsonSchema }>;
};

export type Operation = {
  operationId: string;
  responses: Record<string, Response>;
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema }> };
  security: Record<string, string[]>[];
  [member: string]: unknown;
};

const text: JsonSchema = { type: 'string' };
const retryAfter: Record<string, Header> = {
  'Retry-After': { description: 'Seconds to wait before trying again', schema: { type: 'integer', minimum: 1 } },
};

/** The OpenAPI 3.1 operation of `route`; named schemas go into `book`. */
export function openApiOperation(route: RouteContract, book: SchemaBook): Operation {
  const parameters = [
    ...parametersOf(route.params, 'path', book),
    ...parametersOf(route.query, 'query', book),
    ...headerParameters(route),
  ];
  const body = route.documentedBody ?? route.body;
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.bodyLimit && { description: `The body may have up to ${route.bodyLimit / MIB} MiB.` }),
    tags: [route.tag],
    security: securityOf(route),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: !route.bodyOptional,
        content: { 'application/json': { schema: book.describe(body, 'input') } },
      },
    }),
    responses: responsesOf(route, book),
  };
}

/** A scope may be held by a session or an API token; the other routes are a signed-in person's alone, or anybody's. */
function securityOf({ access }: RouteContract): Operation['security'] {
  if (access === 'public') return [];
  return access === 'session' ? [{ accessToken: [] }] : [{ accessToken: [access] }, { apiToken: [access] }];
}

function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query', book: SchemaBook): Parameter[] {
  if (!schema) return [];
  const { properties, required } = book.describe(schema, 'input') as {
    properties: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, described]) => ({
    name,
    in: place,
    required: place === 'path' || (required?.includes(name) ?? false),
    schema: described,
  }));
}

function headerParameters(route: RouteContract): Parameter[] {
  const header = (name: string, description: string, schema: JsonSchema = text): Parameter => ({
    name,
    in: 'header',
    required: false,
    description,
    schema,
  });
  const visibleAscii = { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' };
  return [
    ...(route.idempotent
      ? [
          header(
            'Idempotency-Key',
            'Repeats under the same key are answered, not done again; kept 24 hours',
            visibleAscii,
          ),
        ]
      : []),
    ...(route.conditional ? [header('If-Match', 'Only if the entity tag is still this one, or else 412')] : []),
    ...(route.resumable ? [header('Last-Event-ID', 'The id of the last event that was read: go on after it')] : []),
    ...(304 in route.responses ? [header('If-None-Match', 'Only if the entity tag is another, or else 304')] : []),
  ];
}

function responsesOf(route: RouteContract, book: SchemaBook): Operation['responses'] {
  const answers = Object.entries(route.responses).map(([status, response]) => [status, answerOf(response, book)]);
  const refusals = problemsByStatus(route).map(([status, codes]) => [status, refusalOf(status, codes, book)]);
  const others = { description: 'Any other refusal', content: problemContent(book.describe(problem, 'output')) };
  return { ...Object.fromEntries(answers), ...Object.fromEntries(refusals), default: others };
}

/** OpenAPI 3.1 has no word for streams: the schema is that of one event after another. */
function streamOf(events: NonNullable<ResponseContract['events']>, book: SchemaBook): JsonSchema {
  return {
    description: 'Server-sent events; each is one of these, with its data as JSON.',
    oneOf: Object.entries(events).map(([name, { summary, data }]) => ({
      type: 'object',
      description: summary,
      required: ['event', 'data'],
      properties: { id: text, event: { const: name }, data: book.describe(data, 'output') },
    })),
  };
}

function answerOf({ description, schema, events, headers }: ResponseContract, book: SchemaBook): Response {
  return {
    description,
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, what]) => [name, { description: what, schema: text }]),
      ),
    }),
    ...(schema && { content: { 'application/json': { schema: book.describe(schema, 'output') } } }),
    ...(events && { content: { 'text/event-stream': { schema: streamOf(events, book) } } }),
  };
}

function refusalOf(status: number, codes: readonly ProblemCode[], book: SchemaBook): Response {
  const schema = {
    allOf: [
      book.describe(problem, 'output'),
      { type: 'object', properties: { status: { const: status }, code: { enum: codes } } },
    ],
  };
  return {
    description: codes.map(code => `\`${code}\`: ${problemTitles[code]}.`).join('\n\n'),
    ...((status === 429 || status === 503) && { headers: retryAfter }),
    content: problemContent(schema),
  };
}

function problemContent(schema: JsonSchema): Record<string, { schema: JsonSchema }> {
  return { 'application/problem+json': { schema } };
}
