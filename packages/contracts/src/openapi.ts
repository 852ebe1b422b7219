/** The API document (OpenAPI 3.1), made from the route contracts. */
import { routes as authRoutes } from './auth-http.ts';
import { routes as documentRoutes } from './documents-http.ts';
import { routes as notesRoutes } from './notes-http.ts';
import { routes as notifyRoutes } from './notify-http.ts';
import { openApiOperation, type Response } from './openapi-operation.ts';
import { reservedScopes, type RouteContract } from './route.ts';
import { type JsonSchema, openSchemaBook } from './schema-book.ts';

export type OpenApiOptions = {
  /** Where the API answers, such as `https://keep.example.org`; left out, it is wherever the document came from. */
  serverUrl?: string;
};

export type OpenApiDocument = {
  openapi: '3.1.1';
  info: { title: string; version: string; [member: string]: unknown };
  paths: Record<string, Record<string, ReturnType<typeof openApiOperation>>>;
  components: {
    schemas: Record<string, JsonSchema>;
    responses: Record<string, Response>;
    securitySchemes: Record<string, unknown>;
  };
  [member: string]: unknown;
};

/** Every route that people and their programs may call. */
export const publicRoutes: readonly RouteContract[] = [
  ...authRoutes,
  ...notesRoutes,
  ...notifyRoutes,
  ...documentRoutes,
];

const info = {
  title: 'Keep',
  version: '1',
  summary: 'Notes, kept by services of your own',
  description: [
    'Make an account with `signUp`, or sign in with `signIn`, and send the access token as `Authorization: Bearer ...`; `refreshSession` answers the next one before it ends. Programs use an API token in its place.',
    'Every refusal is a problem document (RFC 9457) with a stable `code`; all faulty fields are named at once.',
    'Lists are pages: pass `nextCursor` of one as `cursor` of the next, until it is null.',
    'A write that carries an `Idempotency-Key` may be repeated for 24 hours without being done twice.',
    'To keep a copy of the notes, ask `listChanges` again with its own `cursor`; `openStream` hints at when.',
    'A body may have up to 1 MiB, or 16 KiB where no token is needed, unless the operation says otherwise.',
  ].join('\n\n'),
  license: { name: 'MIT', identifier: 'MIT' },
};

const tags = [
  { name: 'auth', description: 'Accounts, sessions, codes by mail, and API tokens' },
  { name: 'notes', description: 'Notes, their place on the board, and their history' },
  { name: 'labels', description: 'Labels, each person their own' },
  { name: 'imports', description: 'What was brought in from elsewhere, and taking it back' },
  { name: 'stream', description: 'What changes, as it changes' },
  { name: 'documents', description: 'What describes this API' },
];

const securitySchemes = {
  accessToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'What `signIn` and `refreshSession` answer: a signed-in person, with every scope, for five minutes.',
  },
  apiToken: {
    type: 'http',
    scheme: 'bearer',
    description: `What \`createToken\` answers: for programs, limited to the scopes it was made with. Reserved, since no operation asks for them yet: ${reservedScopes.join(', ')}.`,
  },
};

/** The OpenAPI 3.1 document of `routes`. */
export function openApiDocument(
  { serverUrl = '/' }: OpenApiOptions = {},
  routes: readonly RouteContract[] = publicRoutes,
): OpenApiDocument {
  const book = openSchemaBook('draft-2020-12');
  const responses: Record<string, Response> = {};
  const paths: OpenApiDocument['paths'] = {};
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: openApiOperation(route, { book, responses }),
    };
  }
  return {
    openapi: '3.1.1',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info,
    servers: [{ url: serverUrl }],
    tags: tags.filter(({ name }) => routes.some(route => route.tag === name)),
    paths,
    components: { schemas: book.named, responses, securitySchemes },
  };
}
