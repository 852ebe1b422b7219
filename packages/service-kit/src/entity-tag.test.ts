import { describe, expect, it } from 'vitest';
import { matchesTag, readTags } from './entity-tag.ts';

describe('a list of entity tags', () => {
  it.each(['', ' ', '1.1', 'W/1.1', 'w/"1.1"', '"1.1', '1.1"', '"1.1" "1.2"', '"1.1", 1.2', '*, "1.1"', '"a b"'])(
    'is refused where it is none: %j',
    header => {
      expect(() => readTags('If-Match', header)).toThrow('If-Match must hold entity tags');
      expect(() => matchesTag(header, '"1.1"')).toThrow('If-None-Match must hold entity tags');
    },
  );

  it.each([
    ['*', ['*']],
    ['"1.1"', ['"1.1"']],
    ['""', ['""']],
    ['W/"1.1"', ['"1.1"']],
    ['"1.1-gzip"', ['"1.1"']],
    ['"1.1" ,,\tW/"a,b", "c"', ['"1.1"', '"a,b"', '"c"']],
  ])('%s names %j', (header, tags) => {
    expect(readTags('If-Match', header)).toEqual(tags);
  });

  it('takes no time that grows faster than its length', () => {
    const start = Date.now();
    for (const header of [',\t'.repeat(8_000), `"${'a'.repeat(16_000)}`, '"" '.repeat(5_000), '"",'.repeat(5_000)])
      try {
        readTags('If-Match', `${header}x`);
      } catch {}
    expect(Date.now() - start).toBeLessThan(5_000);
  });
});

describe('If-None-Match', () => {
  it.each([undefined, '"2"', 'W/"2"', '"1", "3"'])('does not name "2.0": %s', header => {
    expect(matchesTag(header, '"2.0"')).toBe(false);
  });
  it.each(['"2.0"', 'W/"2.0"', '*', '"1", W/"2.0"'])('names "2.0": %s', header => {
    expect(matchesTag(header, '"2.0"')).toBe(true);
  });
});
