import fc from 'fast-check';
import { AppError } from '@keep/service-kit/app-error';
import { describe, expect, it } from 'vitest';
import { pathOf } from './request-target.ts';

describe('a request target', () => {
  it('that is accepted means the same path to a URL parser, however it is written', () => {
    const piece = fc.constantFrom(
      '/', '.', '..', '%2e', '%2E', '%2f', '\\', '%5c', '%00', 'api', 'notes', '%', '%e2%82%ac', '%ff', '?', '#', ';', ' ', '~',
    ); // prettier-ignore
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const target = `/${pieces.join('')}`;
        let path: string;
        try {
          path = pathOf(target);
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
          return;
        }
        const { pathname } = new URL(target, 'http://keep.example');
        expect(decodeURIComponent(pathname)).toBe(decodeURIComponent(path));
        expect(decodeURIComponent(path).split('/').length).toBe(path.split('/').length);
      }),
      { numRuns: 2_000 },
    );
  });
});
