import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCovered, matcherOf } from './subject-filter.ts';

const token = fc.constantFrom('keep', 'notes');
const subject = fc.array(token, { minLength: 1, maxLength: 4 }).map(tokens => tokens.join('.'));
const filter = fc
  .tuple(fc.array(fc.oneof(token, fc.constant('*')), { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([tokens, isOpen]) => [...tokens, ...(isOpen ? ['>'] : [])].join('.'));

/** The rule once more, as a regular expression. */
function expression(filter: string): RegExp {
  const parts = filter.split('.').map(token => (token === '*' ? '[^.]+' : token === '>' ? '.+' : token));
  return new RegExp(`^${parts.join('\\.')}$`);
}

describe('subject filters', () => {
  test('match what the rule says', () => {
    fc.assert(
      fc.property(
        filter,
        subject,
        (filter, subject) => matcherOf([filter])(subject) === expression(filter).test(subject),
      ),
    );
  });

  test('that are covered match nothing that the covering one does not', () => {
    fc.assert(
      fc.property(filter, filter, subject, (asked, allowed, subject) => {
        const isAllowed = isCovered(asked, [allowed]);
        return !isAllowed || !matcherOf([asked])(subject) || matcherOf([allowed])(subject);
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ['>', 'keep.>'],
    ['keep.*.u1.>', 'keep.notes.>'],
    ['keep.>', 'keep.*.*'],
    ['keep.*', 'keep.notes'],
    ['keep', 'keep.>'],
    ['keep.notes.>', 'keep.notes.*'],
  ])('%s is not covered by %s', (asked, allowed) => {
    expect(isCovered(asked, [allowed])).toBe(false);
  });

  test.each([
    ['keep.notes.u1.x', 'keep.>'],
    ['keep.*.u1.>', 'keep.*.*.>'],
    ['keep.*.u1.>', 'keep.>'],
    ['keep.*', 'keep.*'],
    ['keep.notes.>', '>'],
  ])('%s is covered by %s', (asked, allowed) => {
    expect(isCovered(asked, [allowed])).toBe(true);
  });
});
