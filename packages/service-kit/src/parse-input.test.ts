import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from './app-error.ts';
import { assertStorable, parseBody, parseQuery } from './parse-input.ts';

function refusal(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('parseBody', () => {
  it('names all faulty fields at once, by JSON pointer', () => {
    const schema = z.strictObject({ title: z.string(), items: z.array(z.object({ 'a/b': z.number() })) });
    const { kind, extras } = refusal(() => parseBody(schema, { title: 1, items: [{ 'a/b': 'x' }], extra: true }));
    expect(kind).toBe('invalid');
    expect(extras.errors?.map(({ pointer }) => pointer).toSorted()).toEqual(['/extra', '/items/0/a~1b', '/title']);
  });
});

describe('parseQuery', () => {
  it('is malformed, not invalid, and names the parameter', () => {
    const { kind, extras } = refusal(() =>
      parseQuery(z.strictObject({ limit: z.coerce.number().max(100) }), { limit: '200' }),
    );
    expect(kind).toBe('malformed');
    expect(extras.errors?.[0]?.pointer).toBe('limit');
  });
});

describe('assertStorable', () => {
  it.each([
    ['U+0000', '{"a":"x\\u0000"}', '/a'],
    ['a lone surrogate', '{"a":["\\ud800"]}', '/a/0'],
    ['a key that reaches for the prototype', '{"a":{"__proto__":{"admin":true}}}', '/a/__proto__'],
  ])('refuses %s and says where', (_what, json, pointer) => {
    expect(refusal(() => assertStorable(JSON.parse(json))).extras.errors?.[0]?.pointer).toBe(pointer);
  });

  it('refuses nesting that would exhaust the stack of others', () => {
    expect(refusal(() => assertStorable(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)))).kind).toBe('invalid');
  });

  it('accepts whatever JSON holds well-formed text and modest nesting', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8, noUnicodeString: false }), value => {
        const isFine = !/\\u0000|__proto__|\\ud[89a-f]/i.test(JSON.stringify(value));
        if (isFine) expect(() => assertStorable(value)).not.toThrow();
      }),
    );
  });
});
