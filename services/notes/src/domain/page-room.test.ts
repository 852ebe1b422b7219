import { describe, expect, it } from 'vitest';
import { cutPage } from './page-room.ts';

const MIB = 1024 * 1024;
const cut = (lengths: number[], limit: number) => cutPage(lengths, limit, length => length);

describe('a page', () => {
  it('has what was asked for', () => {
    expect(cut([1, 2, 3], 2)).toEqual({ shown: [1, 2], hasMore: true });
    expect(cut([1, 2], 2)).toEqual({ shown: [1, 2], hasMore: false });
    expect(cut([], 2)).toEqual({ shown: [], hasMore: false });
  });

  it('ends before it is larger than a MiB', () => {
    expect(cut([MIB / 2, MIB / 2, 1], 10)).toEqual({ shown: [MIB / 2, MIB / 2], hasMore: true });
  });

  it('has one entry, however large that is', () => {
    expect(cut([2 * MIB], 10)).toEqual({ shown: [2 * MIB], hasMore: false });
    expect(cut([2 * MIB, 1], 10)).toEqual({ shown: [2 * MIB], hasMore: true });
  });
});
