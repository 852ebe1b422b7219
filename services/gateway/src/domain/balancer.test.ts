import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lessLoadedOfTwo } from './balancer.ts';

const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the less loaded of two', () => {
  it('is nobody where there is nobody', () => {
    expect(lessLoadedOfTwo([], Math.random)).toBeUndefined();
  });

  it('is one of the candidates, and never the busiest of them', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100), { minLength: 2, maxLength: 20 }), fraction, fraction, (loads, one, two) => {
        const numbers = [one, two];
        const candidates = loads.map(inFlight => ({ inFlight }));
        const chosen = lessLoadedOfTwo(candidates, () => numbers.shift() ?? 0);
        expect(candidates).toContain(chosen);
        const busiest = Math.max(...loads);
        const isAlone = loads.filter(load => load === busiest).length === 1;
        if (isAlone) expect(chosen?.inFlight).toBeLessThan(busiest);
      }),
    );
  });

  it('gives each of equals its share', () => {
    const candidates = Array.from({ length: 5 }, (_, id) => ({ id, inFlight: 0, chosen: 0 }));
    let seed = 1;
    const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    for (let n = 0; n < 10_000; n++) {
      const chosen = lessLoadedOfTwo(candidates, random);
      if (chosen) chosen.chosen += 1;
    }
    for (const { chosen } of candidates) expect(Math.abs(chosen - 2_000)).toBeLessThan(200);
  });
});
