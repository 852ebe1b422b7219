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

/** Milliseconds of the quickest of five runs: what else the machine does makes single ones slow. */
function quickest(work: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.min(...times);
}

describe('parseBody', () => {
  it('names all faulty fields at once, by JSON pointer', () => {
    const schema = z.strictObject({ title: z.string(), items: z.array(z.object({ 'a/b': z.number() })) });
    const { kind, extras } = refusal(() => parseBody(schema, { title: 1, items: [{ 'a/b': 'x' }], extra: true }));
    expect(kind).toBe('invalid');
    expect(extras.errors?.map(({ pointer }) => pointer).toSorted()).toEqual(['/extra', '/items/0/a~1b', '/title']);
  });

  it('names 50 faulty fields at most, however many are unknown', () => {
    const body = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`unknown${index}`, 1]));
    const { extras } = refusal(() =>
      parseBody(z.strictObject({ nested: z.strictObject({}) }), { ...body, nested: body }),
    );
    expect(extras.errors).toHaveLength(50);
  });
});

const longKey = `${'k/~'.repeat(66)}\u{1F600}${'k'.repeat(1_000_000)}`;

describe('what is said of a faulty field', () => {
  const strict = z.strictObject({});
  it.each<[what: string, refuse: () => unknown]>([
    ['an unknown field', () => parseBody(strict, { [longKey]: 1 })],
    ['an unknown parameter', () => parseQuery(strict, { [longKey]: '1' })],
    ['a field of a record', () => parseBody(z.record(z.string(), z.string()), { [longKey]: 1 })],
    ['text that cannot be stored', () => assertStorable({ [longKey]: Array(50).fill('\u0000') })],
    ['a name that cannot be stored', () => assertStorable({ [`\u0000${longKey}`]: 1 })],
    ['nested names', () => assertStorable({ [longKey]: { [longKey]: { [longKey]: '\u0000' } } })],
  ])('shows at most 200 characters of a name: %s', (_what, refuse) => {
    const errors = refusal(refuse).extras.errors ?? [];
    expect(errors.length).toBeGreaterThan(0);
    for (const { pointer, detail } of errors) {
      expect(pointer.length).toBeLessThanOrEqual(200);
      expect(pointer.isWellFormed()).toBe(true);
      expect(pointer).toMatch(/…$/);
      expect(detail.length).toBeLessThan(100);
    }
  });

  it('leaves no half of an escape in a JSON pointer', () => {
    for (let length = 190; length < 200; length += 1) {
      const { errors = [] } = refusal(() => parseBody(strict, { [`${'k'.repeat(length)}~~~~${longKey}`]: 1 })).extras;
      expect(errors[0]?.pointer).not.toMatch(/~(?![01])/);
    }
  });

  it('costs no more for unknown fields than for known ones', () => {
    const body = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`field${index}`, 1]));
    const limit = 3 * quickest(() => parseBody(z.record(z.string(), z.number()), body)) + 50;
    expect(quickest(() => refusal(() => parseBody(z.strictObject({}), body)))).toBeLessThan(limit);
  });
});

describe('parseQuery', () => {
  it('is malformed, not invalid, and names the parameter', () => {
    const { kind, extras } = refusal(() =>
      parseQuery(z.strictObject({ limit: z.coerce.number().max(100) }), { limit: '200' }),
    );
    expect(kind).toBe('malformed');
    expect(extras.errors?.[0]?.pointer).toBe('/limit');
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

  it('takes no longer for a large list than parsing its JSON does, by far', () => {
    const text = `[${Array.from({ length: 500_000 }, () => 0).join(',')}]`;
    const [parsing, checking] = [() => JSON.parse(text) as unknown, () => assertStorable(JSON.parse(text))].map(
      quickest,
    );
    expect(checking).toBeLessThan(8 * Number(parsing));
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
