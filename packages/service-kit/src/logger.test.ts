import fc from 'fast-check';
import { expect, it } from 'vitest';
import { requestLine } from './logger.ts';
import { newSpan } from './trace-context.ts';

const now = new Date('2026-11-22T10:00:00.000Z');
const line = { method: 'GET', route: '/api/v1/notes/{id}', status: 200, ms: 3 };

it('is one line of JSON, whatever the fields hold', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), userId => {
      const text = requestLine('notes', now, { ...line, userId });
      expect(text.indexOf('\n')).toBe(text.length - 1);
      expect(JSON.parse(text)).toMatchObject({ userId: userId.toWellFormed(), service: 'notes', level: 'info' });
    }),
  );
});

it('names the request, the trace and the user where they are known, and nothing else where not', () => {
  const span = newSpan();
  const known = requestLine('notes', now, { ...line, requestId: 'r', userId: 'u', span });
  const { traceId, spanId } = span;
  const always = { level: 'info', time: now.toISOString(), service: 'notes', ...line, msg: 'request' };
  expect(JSON.parse(known)).toEqual({ ...always, requestId: 'r', userId: 'u', traceId, spanId });
  expect(JSON.parse(requestLine('notes', now, line))).toEqual(always);
});
