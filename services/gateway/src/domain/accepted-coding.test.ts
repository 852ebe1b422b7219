import { describe, expect, it } from 'vitest';
import { acceptsCoding } from './accepted-coding.ts';

describe('Accept-Encoding', () => {
  it.each([undefined, '', '*', 'br', 'xgzip', 'gzipped', 'gzip;q=0', 'gzip; q=0.000', 'GZIP ;Q=0, br', 'identity'])(
    'takes no gzip: %s',
    header => {
      expect(acceptsCoding(header, 'gzip')).toBe(false);
    },
  );
  it.each(['gzip', 'GZip', 'br, gzip;q=0.5', 'gzip;q=0.001', 'deflate , gzip ; q=1.0', 'gzip;level=0'])(
    'takes gzip: %s',
    header => {
      expect(acceptsCoding(header, 'gzip')).toBe(true);
    },
  );
});
