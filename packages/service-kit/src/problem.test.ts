import { describe, expect, it } from 'vitest';
import { AppError } from './app-error.ts';
import { toProblem } from './problem.ts';

describe('a problem document', () => {
  it('has at most 64 KiB, however many fields are faulty', () => {
    const errors = Array.from({ length: 2_000 }, () => ({
      pointer: '\u0001'.repeat(200),
      detail: 'is no label of yours',
    }));
    const { problem } = toProblem(new AppError('invalid', 'invalid-body', '', { errors }), undefined);
    expect(problem.errors?.length).toBeGreaterThan(10);
    expect(Buffer.byteLength(JSON.stringify(problem))).toBeLessThan(64 * 1024);
  });
});
