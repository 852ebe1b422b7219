import { expect, it } from 'vitest';
import { newId } from './unique-id.ts';

it('makes valid UUIDv7 that strictly increase, also within a millisecond and when the clock steps back', () => {
  const ids = Array.from({ length: 10_000 }, (_, i) => newId(i % 3 === 0 ? 1_700_000_000_000 : 1_700_000_000_500));
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(ids.length);
});
