import { expect, test } from 'vitest';
import { afterRefusal } from './redelivery.ts';

test('the eighth failure is the last, and each pause before it is longer', () => {
  const pauses: (number | null)[] = [];
  for (let failures = 0; failures < 8; failures += 1) pauses.push(afterRefusal({ failures, unavailable: false }).pause);
  expect(pauses).toEqual([200, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, null]);
});

test('an outage of the consumer is no failure', () => {
  expect(afterRefusal({ failures: 7, unavailable: true })).toEqual({ failures: 7, pause: 1_000 });
});
