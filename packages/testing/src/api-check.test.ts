import { describe, expect, it } from 'vitest';
import { checkAnswer } from './api-check.ts';
import type { Reply } from './call.ts';

const user = { id: '0193b5ee-2f60-7d11-8a55-3f2e90c4d1ab', email: 'a@example.com', name: 'A' };
const me = { ...user, createdAt: '2026-01-31T08:00:00.000Z' };

function reply(status: number, json: object | undefined, headers: Record<string, string> = {}): Reply {
  const type = status >= 400 ? 'application/problem+json' : 'application/json; charset=utf-8';
  const all = new Headers({ ...(json && { 'content-type': type }), ...headers });
  return { status, headers: all, json, text: json ? JSON.stringify(json) : '' };
}

const problem = (status: number, code: string, more: object = {}) => ({
  type: `urn:keep:problem:${code}`,
  title: 'A title',
  status,
  code,
  requestId: 'r',
  ...more,
});

describe('checking an answer against the API document', () => {
  it('refuses a status that the operation does not have', () => {
    expect(() => checkAnswer('GET', '/api/v1/me', reply(201, me))).toThrow('does not have this status');
    expect(() => checkAnswer('GET', '/api/v1/me', reply(500, problem(500, 'internal')))).toThrow('this status');
  });

  it('refuses a body without a field, with one too many, or of another type', () => {
    expect(() => checkAnswer('GET', '/api/v1/me', reply(200, user))).toThrow('createdAt');
    expect(() => checkAnswer('GET', '/api/v1/me', reply(200, { ...me, passwordHash: 'x' }))).toThrow('passwordHash');
    expect(() => checkAnswer('GET', '/api/v1/me', reply(200, { ...me, createdAt: 'today' }))).toThrow('/createdAt');
  });

  it('looks into the parts that schemas share', () => {
    const page = (session: object) => reply(200, { sessions: [session], nextCursor: null });
    const session = { id: user.id, createdAt: me.createdAt, lastUsedAt: me.createdAt, userAgent: null, current: true };
    expect(() => checkAnswer('GET', '/api/v1/auth/sessions?limit=1', page(session))).not.toThrow();
    expect(() => checkAnswer('GET', '/api/v1/auth/sessions', page({ ...session, ip: 'x' }))).toThrow('/sessions/0');
  });

  it('refuses a content type that is not the documented one, and a body where there is none', () => {
    const text = reply(200, me, { 'content-type': 'text/html' });
    expect(() => checkAnswer('GET', '/api/v1/me', text)).toThrow('content type');
    expect(() => checkAnswer('DELETE', '/api/v1/me', reply(204, {}))).toThrow('no body');
  });

  it('refuses a code that the operation does not have', () => {
    const taken = reply(409, problem(409, 'email-taken'));
    expect(() => checkAnswer('POST', '/api/v1/notes', taken)).toThrow('/code');
    expect(() => checkAnswer('POST', '/api/v1/auth/sign-up', taken)).not.toThrow();
  });

  it('asks for the headers that a refusal needs', () => {
    const busy = problem(503, 'unavailable');
    expect(() => checkAnswer('GET', '/api/v1/me', reply(503, busy))).toThrow('Retry-After');
    expect(() => checkAnswer('GET', '/api/v1/me', reply(503, busy, { 'retry-after': '1' }))).not.toThrow();
    expect(() => checkAnswer('GET', '/nowhere', reply(405, problem(405, 'method-not-allowed')))).toThrow('Allow');
    expect(() => checkAnswer('GET', '/api/v1/me', reply(401, problem(401, 'unauthenticated')))).toThrow('WWW-Auth');
  });

  it.each([
    'Error: no\n    at handle (app.js:1:2)',
    'connect ECONNREFUSED 127.0.0.1:4000',
    'SELECT id FROM notes',
    'cannot open /work/data/notes.sqlite',
  ])('refuses a problem that shows internals: %s', detail => {
    const found = reply(404, problem(404, 'not-found', { detail }));
    expect(() => checkAnswer('GET', '/api/v1/notes/x', found)).toThrow('it shows');
  });
});
