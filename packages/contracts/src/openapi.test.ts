import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type OpenApiDocument, openApiDocument, publicRoutes } from './openapi.ts';
import type { Operation } from './openapi-operation.ts';
import { type RouteContract, defineRoute, reservedScopes, scopes } from './route.ts';

const document = openApiDocument();

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { info: _, ...untitled } = structuredClone(document);
    expect((await new Validator().validate(untitled)).valid).toBe(false);
    const result = await new Validator().validate(structuredClone(document));
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  it('refuses two schemas of one name', () => {
    const twice = (schema: z.ZodType, path: string) =>
      defineRoute({ ...route, path, responses: { 200: { description: '', schema } } });
    const routes = [
      twice(z.object({ a: z.string() }).meta({ id: 'Same' }), '/a'),
      twice(z.object({ b: z.string() }).meta({ id: 'Same' }), '/b'),
    ];
    expect(() => openApiDocument({}, routes)).toThrow('Two schemas are named Same');
  });

  it('has every public route once', () => {
    const operations = operationsOf(document);
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(
      publicRoutes.map(({ method, path }) => `${method} ${path}`).sort(),
    );
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('resolves every reference', () => {
    for (const reference of referencesIn(document)) expect(resolve(reference), reference).toBeDefined();
  });

  it('says for every operation what it answers', () => {
    for (const { operation } of operationsOf(document)) {
      const statuses = Object.keys(operation.responses);
      expect(
        statuses.some(status => /^[23]/.test(status)),
        operation.operationId,
      ).toBe(true);
      expect(statuses).toEqual(expect.arrayContaining(['400', '429', '503', 'default']));
    }
  });

  it('has only schemas that are valid JSON Schema', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'keep', components: document.components });
    for (const name of Object.keys(document.components.schemas))
      expect(() => ajv.compile({ $ref: `keep#/components/schemas/${name}` }), name).not.toThrow();
  });

  it('names every parameter of a path', () => {
    for (const { path, operation } of operationsOf(document)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const named = (operation.parameters ?? []).filter(parameter => parameter.in === 'path');
      expect(named.map(({ name }) => name)).toEqual(inPath);
    }
  });
});

describe('what generators of clients need', () => {
  it('is that a field of a body with a default may be left out: where `default` stands, they require it', () => {
    const bodies = operationsOf(document).flatMap(({ operation }) => operation.requestBody ?? []);
    const seen = new Set<string>();
    const withDefault = bodies.flatMap(body => defaultsIn(body.content['application/json']?.schema, seen));
    expect(withDefault).toEqual([]);
    expect([...seen]).toEqual(
      expect.arrayContaining(['#/components/schemas/NewNote', '#/components/schemas/Reminder']),
    );
    const { NewNote, Reminder } = document.components.schemas;
    expect(NewNote?.['required']).toBeUndefined();
    expect(Reminder?.['required']).toEqual(['at']);
    expect(NewNote).toMatchObject({ properties: { kind: { description: '`"text"` if left out' } } });
  });

  it('is one answer for each refusal, which all operations share', () => {
    for (const { operation } of operationsOf(document))
      for (const [status, response] of Object.entries(operation.responses))
        if (!/^[23]/.test(status)) expect(Object.keys(document.components.responses)).toContain(nameIn(response));
    expect(document.components.responses['NotFound']?.description).toContain('`not-found`');
    expect(JSON.stringify(document.paths)).not.toContain('application/problem+json');
  });

  it('is an operation id that is a verb and what it is done to', () => {
    for (const { operationId } of operationsOf(document).map(({ operation }) => operation))
      expect(operationId).toMatch(/^[a-z]+([A-Z][a-z]+)+$/);
  });

  it('is a description, and an example of what is sent and answered', () => {
    const ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'keep', components: document.components });
    for (const { operation } of operationsOf(document)) {
      const { operationId, parameters = [], requestBody, responses } = operation;
      expect(operation['description'], operationId).toMatch(/^[A-Z`].{20,}/s);
      const contents = [requestBody, ...Object.values(responses)].flatMap(part =>
        part && 'content' in part ? Object.entries(part.content) : [],
      );
      const inPath = parameters.filter(parameter => parameter.in === 'path');
      for (const { name, example } of inPath) expect(example, `${operationId} ${name}`).toBeDefined();
      for (const [type, { schema, example }] of contents) {
        expect(example, operationId).toBeDefined();
        if (type !== 'application/json') continue;
        const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"keep#/')) as object);
        expect(validate(example), `${operationId} ${JSON.stringify(validate.errors)}`).toBe(true);
      }
    }
  });

  it('is to know the scopes that no operation asks for', () => {
    const asked = publicRoutes.map(({ access }) => access as string);
    expect(reservedScopes).toEqual(scopes.filter(scope => !asked.includes(scope)));
    for (const scope of reservedScopes) {
      expect(document.components.schemas['Scope']?.['description']).toContain(scope);
      expect(document.components.securitySchemes['apiToken']).toMatchObject({
        description: expect.stringContaining(scope) as string,
      });
    }
  });
});

/** Where a field below `schema` has a default; `seen` collects the named schemas on the way. */
function defaultsIn(schema: unknown, seen: Set<string>, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const here = 'default' in schema ? [path] : [];
  return Object.entries(schema).reduce((found, [key, child]) => {
    if (key !== '$ref') return [...found, ...defaultsIn(child, seen, `${path}/${key}`)];
    if (seen.has(child as string)) return found;
    seen.add(child as string);
    return [...found, ...defaultsIn(resolve(child as string), seen, child as string)];
  }, here);
}

const route = defineRoute({
  method: 'GET',
  path: '/x/{id}',
  operationId: 'x',
  summary: '',
  tag: 'x',
  access: 'public',
  responses: { 200: { description: '' } },
});

function only(overrides: Partial<Exclude<RouteContract, { access: 'internal' }>>): Operation {
  const [operation] = operationsOf(openApiDocument({}, [{ ...route, ...overrides }]));
  if (!operation) throw new Error('no operation');
  return operation.operation;
}

describe('an operation', () => {
  it('may refuse a body only where there is one', () => {
    expect(Object.keys(only({}).responses)).not.toEqual(expect.arrayContaining(['413']));
    const { responses, requestBody } = only({ method: 'POST', body: z.strictObject({ a: z.string() }) });
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '413', '415', '422']));
    expect(requestBody?.required).toBe(true);
    expect(only({ body: z.strictObject({}), bodyOptional: true }).requestBody?.required).toBe(false);
  });

  it('answers 401 and 403 only where a token is asked for', () => {
    expect(Object.keys(only({}).responses)).not.toEqual(expect.arrayContaining(['401']));
    expect(only({}).security).toEqual([]);
    expect(only({ access: 'session' }).security).toEqual([{ accessToken: [] }]);
    const scoped = only({ access: 'notes:read' });
    expect(scoped.security).toEqual([{ accessToken: ['notes:read'] }, { apiToken: ['notes:read'] }]);
    expect(Object.keys(scoped.responses)).toEqual(expect.arrayContaining(['401', '403']));
  });

  it('takes the headers that the route honours', () => {
    const headers = (operation: Operation) => (operation.parameters ?? []).map(({ name }) => name);
    expect(headers(only({}))).toEqual([]);
    expect(headers(only({ idempotent: true, conditional: true }))).toEqual(['Idempotency-Key', 'If-Match']);
    expect(headers(only({ responses: { 304: { description: '' } } }))).toEqual(['If-None-Match']);
  });

  it('says when to come back on 429 and 503', () => {
    const { paths, components } = openApiDocument({}, [route]);
    const responses = paths[route.path]?.['get']?.responses ?? {};
    for (const status of ['429', '503'])
      expect(components.responses[nameIn(responses[status])]?.headers).toHaveProperty('Retry-After');
  });

  it('describes the data of a batch operation by its type', () => {
    const { BatchOperation } = document.components.schemas;
    const alternatives = BatchOperation?.['oneOf'] as { properties: { type: { const: string }; data: object } }[];
    const edit = alternatives.find(({ properties }) => properties.type.const === 'note.edit');
    expect(edit?.properties.data).toEqual({ $ref: '#/components/schemas/NoteEdit' });
  });
});

/** The name of the shared answer that a status refers to. */
function nameIn(response: Operation['responses'][string] | undefined): string {
  if (!response || !('$ref' in response)) throw new Error('This answer is not shared.');
  return response.$ref.replace('#/components/responses/', '');
}

function operationsOf({ paths }: OpenApiDocument) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => (key === '$ref' ? [String(child)] : referencesIn(child)));
}

function resolve(reference: string): unknown {
  return reference
    .replace('#/', '')
    .split('/')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
}
