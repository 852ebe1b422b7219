import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HintMemory, type MemoryLimits } from './hint-memory.ts';
import { noteNews } from './hint.ts';

type Change = { readerIds: string[]; noteId: string; version: number };

const change: fc.Arbitrary<Change> = fc.record({
  readerIds: fc.uniqueArray(fc.constantFrom('ada', 'ben', 'cy'), { minLength: 1 }),
  noteId: fc.constantFrom('a', 'b', 'c', 'd'),
  version: fc.integer({ min: 1, max: 6 }),
});
const limits = fc.record({
  maxAge: fc.integer({ min: 1, max: 30 }),
  maxPerPerson: fc.integer({ min: 1, max: 4 }),
  maxInAll: fc.integer({ min: 3, max: 12 }),
});

/** Each change is one sequence and one millisecond later than the one before. */
function remember(changes: readonly Change[], limits: MemoryLimits): HintMemory {
  const memory = new HintMemory(limits, 0);
  changes.forEach(({ readerIds, ...note }, index) => {
    const placements = Object.fromEntries(readerIds.map(id => [id, {}]));
    memory.record(index + 1, noteNews('notes', { ...note, ownerId: 'ada', changedBy: 'ada', placements }), index);
  });
  return memory;
}

describe('the memory of hints', () => {
  it('tells every newest version since a place, or that it cannot', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), limits, fc.nat(40), (changes, limits, since) => {
        const memory = remember(changes, limits);
        for (const readerId of ['ada', 'ben', 'cy']) {
          const told = memory.since(readerId, since);
          if (!told) continue;
          const concerned = changes.flatMap((entry, index) =>
            entry.readerIds.includes(readerId) ? [{ ...entry, sequence: index + 1 }] : [],
          );
          for (const { noteId, version } of concerned.filter(({ sequence }) => sequence > since)) {
            const isTold = told.some(({ hint }) => hint.object === noteId && hint.version >= version);
            const wasTold = concerned.some(
              before => before.noteId === noteId && before.version >= version && before.sequence <= since,
            );
            expect(isTold || wasTold).toBe(true);
          }
          const sequences = told.map(({ sequence }) => sequence);
          expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
          expect(told.every(({ sequence }) => concerned.some(entry => entry.sequence === sequence))).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('stays within its bounds', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), limits, (changes, limits) => {
        const memory = remember(changes, limits);
        expect(memory.size).toBeLessThanOrEqual(limits.maxInAll);
        for (const readerId of ['ada', 'ben', 'cy'])
          expect(memory.since(readerId, changes.length)?.length ?? 0).toBeLessThanOrEqual(limits.maxPerPerson);
      }),
    );
  });

  const roomy = { maxAge: 10, maxPerPerson: 10, maxInAll: 10 };
  const one = { readerIds: ['ada'], noteId: 'a', version: 1 };

  it('keeps of each object the newest alone', () => {
    const memory = remember([one, { ...one, noteId: 'b' }, { ...one, version: 2 }], roomy);
    expect(memory.since('ada', 0)?.map(({ hint, sequence }) => [hint.object, hint.version, sequence])).toEqual([
      ['b', 1, 2],
      ['a', 2, 3],
    ]);
  });

  it('knows that nothing happened to somebody it never heard of', () => {
    expect(remember([one], roomy).since('ben', 0)).toEqual([]);
  });

  it('does not know what was before it began', () => {
    const memory = new HintMemory(roomy, 7);
    expect(memory.since('ada', 6)).toBeUndefined();
    expect(memory.since('ada', 7)).toEqual([]);
  });

  it('lets go of what is too old, and says so to who asks for it', () => {
    const memory = remember([one, { ...one, noteId: 'b' }], roomy);
    memory.forget(11);
    expect(memory.size).toBe(1);
    expect(memory.since('ada', 0)).toBeUndefined();
    expect(memory.since('ada', 1)).toHaveLength(1);
    memory.forget(100);
    expect(memory.size).toBe(0);
    expect(memory.since('ada', 2)).toEqual([]);
  });
});
