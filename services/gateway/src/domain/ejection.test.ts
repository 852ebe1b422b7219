import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ejection, inService } from './ejection.ts';

const options = { after: 3, baseMs: 1_000, maxMs: 8_000 };

function failed(ejection: Ejection, times: number, now: number): Ejection {
  for (let n = 0; n < times; n++) ejection.fail(now);
  return ejection;
}

describe('ejection', () => {
  it('comes after failures in a row, not before', () => {
    expect(failed(new Ejection(options), 2, 0).isOut(0)).toBe(false);
    expect(failed(new Ejection(options), 3, 0).isOut(999)).toBe(true);
    const mended = failed(new Ejection(options), 2, 0);
    mended.succeed();
    expect(failed(mended, 2, 0).isOut(0)).toBe(false);
  });

  it('lasts twice as long each time, up to a limit, and is forgotten when the replica works', () => {
    const ejection = failed(new Ejection(options), 3, 0);
    let now = 1_000;
    for (const length of [2_000, 4_000, 8_000, 8_000]) {
      expect(ejection.isOut(now)).toBe(false);
      ejection.fail(now);
      expect([ejection.isOut(now + length - 1), ejection.isOut(now + length)]).toEqual([true, false]);
      now += length;
    }
    ejection.succeed();
    expect(failed(ejection, 2, now).isOut(now)).toBe(false);
    expect(failed(ejection, 1, now).isOut(now + 999)).toBe(true);
  });

  it('never happens when it is switched off', () => {
    expect(failed(new Ejection({ ...options, after: 0 }), 100, 0).isOut(0)).toBe(false);
  });

  it('never leaves nobody in service, and never leaves out whom it need not', () => {
    const event = fc.record({ member: fc.nat(9), fails: fc.boolean(), gap: fc.nat(500) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.array(event, { maxLength: 200 }), (count, events) => {
        const members = Array.from({ length: count }, () => ({ ejection: new Ejection(options) }));
        let now = 0;
        for (const { member, fails, gap } of events) {
          now += gap;
          const { ejection } = members[member % count] ?? { ejection: new Ejection(options) };
          if (fails) ejection.fail(now);
          else ejection.succeed();
          const serving = inService(members, now);
          expect(serving.length).toBeGreaterThan(0);
          for (const one of members) if (!one.ejection.isOut(now)) expect(serving).toContain(one);
        }
      }),
    );
  });
});
