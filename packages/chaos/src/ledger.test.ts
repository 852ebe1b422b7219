import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Ledger, noBreaches, type Outcome } from './ledger.ts';

const entry = (key: string, expected = `text of ${key}`) => ({ key, expected });

it('finds what was acknowledged and is not there', () => {
  const ledger = new Ledger();
  ledger.note('ok', entry('a'));
  expect(ledger.compare([])).toEqual({ ...noBreaches, missing: ['a'] });
});

it('finds what is there twice, whatever was answered', () => {
  const ledger = new Ledger();
  ledger.note('ok', entry('a'));
  ledger.note('unknown', entry('b'));
  const found = [entry('a'), entry('a'), entry('b'), entry('b')];
  expect(ledger.compare(found)).toEqual({ ...noBreaches, doubled: ['a', 'b'] });
});

it('finds what is other than it was acknowledged', () => {
  const ledger = new Ledger();
  ledger.note('ok', entry('a'));
  expect(ledger.compare([entry('a', 'older text')])).toEqual({ ...noBreaches, changed: ['a'] });
});

it('finds what was refused and happened all the same', () => {
  const ledger = new Ledger();
  ledger.note('failed', entry('a'));
  expect(ledger.compare([entry('a')])).toEqual({ ...noBreaches, refused: ['a'] });
});

it('takes the last word on a key: an unknown one that was repeated until it was acknowledged must be there', () => {
  const ledger = new Ledger();
  ledger.note('unknown', entry('a'));
  expect(ledger.compare([])).toEqual(noBreaches);
  ledger.note('ok', entry('a'));
  expect(ledger.compare([])).toEqual({ ...noBreaches, missing: ['a'] });
  expect([ledger.count('ok'), ledger.count('unknown')]).toEqual([1, 0]);
});

it('has nothing to say against a system that holds each ok once, any unknown at most once, and nothing failed', () => {
  const outcome = fc.constantFrom<Outcome>('ok', 'failed', 'unknown');
  fc.assert(
    fc.property(fc.array(fc.record({ outcome, happened: fc.boolean() })), writes => {
      const ledger = new Ledger();
      writes.forEach(({ outcome }, n) => ledger.note(outcome, entry(`${n}`)));
      const isHeld = ({ outcome, happened }: (typeof writes)[number]) =>
        outcome === 'ok' || (outcome === 'unknown' && happened);
      const found = writes.flatMap((write, n) => (isHeld(write) ? [entry(`${n}`)] : []));
      expect(ledger.compare(found)).toEqual(noBreaches);
    }),
  );
});
