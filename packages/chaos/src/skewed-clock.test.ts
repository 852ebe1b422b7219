import { afterEach, expect, it, vi } from 'vitest';

const RightDate = Date;
afterEach(() => {
  globalThis.Date = RightDate;
  vi.unstubAllEnvs();
});

it('shifts the present and nothing else', async () => {
  vi.stubEnv('CLOCK_SKEW_MS', '86400000');
  await import('./skewed-clock.ts');
  const ahead = () => Math.round((Date.now() - RightDate.now()) / 1_000);
  expect([ahead(), Math.round((Number(new Date()) - RightDate.now()) / 1_000)]).toEqual([86_400, 86_400]);
  expect(new Date(0).toISOString()).toBe('1970-01-01T00:00:00.000Z');
  expect(Date.parse('1970-01-01T00:00:01Z')).toBe(1_000);
  expect(new Date()).toBeInstanceOf(Date);
});
