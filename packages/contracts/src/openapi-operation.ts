/** One route contract as an operation of the API document. */
import type { z } from 'zod';
import { exampleOf } from './openapi-example.ts';
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
  example?: unknown;
};
type Content = Record<string, { schema: JsonSchema; example?: unknown }>;
type Header = { description: string; schema: JsonSchema };
export type Response = {
  description: string;
  headers?: Record<string, Header>;
  content?: Content;
};
type Reference = { $ref: string };

/** What the operations share: schemas and refusals, by name. */
export type Shared = { book: SchemaBook; responses: Record<string, Response> };

export type Operation = {
  operationId: string;
  responses: Record<string, Response | Reference>;
  parameters?: Parameter[];
  requestBody?: { required: boolean; content: Content };
  security: Record<string, string[]>[];
  [member: string]: unknown;
};

/** As it comes: the first event, a heartbeat, and a hint. */
const STREAM_EXAMPLE = `retry: 1000
id: 1b671a64-40d5-491e-99b0-da01ff1f3341.41
event: ready
data: {"endsAt":"2026-01-31T08:05:00.000Z","heartbeatSeconds":15}

:
id: 1b671a64-40d5-491e-99b0-da01ff1f3341.42
event: notes
data: {"noteId":"0193b5f0-6c1e-7c3a-9d52-6a1f0c8e4b7d","version":1,"changedBy":"0193b5ef-90aa-7d3e-8f0b-1c2d3e4f5a6b"}

`;

const text: JsonSchema = { type: 'string' };
const retryAfter: Record<string, Header> = {
  'Retry-After': { description: 'Seconds to wait before trying again', schema: { type: 'integer', minimum: 1 } },
};

/** The OpenAPI 3.1 operation of `route`; named schemas and refusals go into `shared`. */
export function openApiOperation(route: RouteContract, shared: Shared): Operation {
  const { book } = shared;
  const parameters = [
    ...parametersOf(route.params, 'path', book),
    ...parametersOf(route.query, 'query', book),
    ...headerParameters(route),
  ];
  const body = route.documentedBody ?? route.body;
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: descriptionOf(route),
    tags: [route.tag],
    security: securityOf(route),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: !route.bodyOptional,
        content: jsonContent(body, 'input', book),
      },
    }),
    responses: responsesOf(route, shared),
  };
}

function descriptionOf({ description = '', bodyLimit }: RouteContract): string {
  return bodyLimit === undefined ? description : `${description}\n\nThe body may have up to ${bodyLimit / MIB} MiB.`;
}

function jsonContent(schema: z.ZodType, side: 'input' | 'output', book: SchemaBook): Content {
  const described = book.describe(schema, side);
  return { 'application/json': { schema: described, example: exampleOf(described, book.named) } };
}

/** A scope may be held by a session or an API token; the other routes are a signed-in person's alone, or anybody's. */
function securityOf({ access }: RouteContract): Operation['security'] {
  if (access === 'public') return [];
  return access === 'session' ? [{ accessToken: [] }] : [{ accessToken: [access] }, { apiToken: [access] }];
}

function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query', book: SchemaBook): Parameter[] {
  if (!schema) return [];
  const { properties, required } = book.describe(schema, 'parameters') as {
    properties: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, described]) => ({
    name,
    in: place,
    required: place === 'path' || (required?.includes(name) ?? false),
    schema: described,
    ...(place === 'path' && { example: exampleOf(described, book.named, name) }),
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

function responsesOf(route: RouteContract, { book, responses }: Shared): Operation['responses'] {
  const answers = Object.entries(route.responses).map(([status, response]) => [status, answerOf(response, book)]);
  const refusals = problemsByStatus(route).map(([status, codes]) => {
    const name = codes.toSorted().map(pascalCase).join('Or');
    responses[name] ??= refusalOf(status, codes, book);
    return [status, reference(name)];
  });
  responses['AnyProblem'] ??= {
    description: 'Any other refusal',
    content: problemContent(book.describe(problem, 'output')),
  };
  return { ...Object.fromEntries(answers), ...Object.fromEntries(refusals), default: reference('AnyProblem') };
}

function reference(name: string): Reference {
  return { $ref: `#/components/responses/${name}` };
}

/** `not-found` is `NotFound`. */
function pascalCase(code: string): string {
  return code.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
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
    ...(schema && { content: jsonContent(schema, 'output', book) }),
    ...(events && { content: { 'text/event-stream': { schema: streamOf(events, book), example: STREAM_EXAMPLE } } }),
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

function problemContent(schema: JsonSchema): Content {
  return { 'application/problem+json': { schema } };
}
