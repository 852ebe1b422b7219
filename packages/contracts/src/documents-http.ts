/** The documents that describe the API and the events, as the gateway serves them. */
import { z } from 'zod';
import { API_BASE, defineRoute } from './route.ts';

const tag = 'documents';

export const getOpenApi = defineRoute({
  method: 'GET',
  path: `${API_BASE}/openapi.json`,
  operationId: 'getOpenApi',
  summary: 'This API, as OpenAPI 3.1',
  description: 'Made from the contracts that the services check requests with, so that it cannot differ from them.',
  tag,
  access: 'public',
  responses: {
    200: {
      description: 'The document',
      schema: z.looseObject({ openapi: z.string() }),
      headers: { ETag: 'Of what is answered' },
    },
    304: { description: 'Not modified' },
  },
});

export const getAsyncApi = defineRoute({
  method: 'GET',
  path: `${API_BASE}/asyncapi.json`,
  operationId: 'getAsyncApi',
  summary: 'The events between the services, as AsyncAPI 3.0',
  description: 'For operators, and for programs that read the log of events.',
  tag,
  access: 'public',
  responses: {
    200: {
      description: 'The document',
      schema: z.looseObject({ asyncapi: z.string() }),
      headers: { ETag: 'Of what is answered' },
    },
    304: { description: 'Not modified' },
  },
});

export const routes = [getOpenApi, getAsyncApi] as const;
