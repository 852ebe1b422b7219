import { describe, expect, it } from 'vitest';
import { crossOrigin, parseOrigin } from './cross-origin.ts';

describe('an origin of the list', () => {
  it.each(['*', 'null', '', 'app.example.org', 'https://app.example.org/', 'https://app.example.org/x', 'file://x'])(
    'is not %j',
    entry => {
      expect(() => parseOrigin(entry)).toThrow('is no origin');
    },
  );
  it.each(['https://app.example.org', 'http://localhost:5173', 'https://App.Example.org'])('is %s', entry => {
    expect(parseOrigin(entry)).toBe(entry.toLowerCase());
  });
});

describe('an answer', () => {
  const rule = crossOrigin(['https://app.example.org']);

  it.each([
    undefined,
    'null',
    'https://evil.example',
    'https://app.example.org.evil.example',
    'http://app.example.org',
  ])('cannot be read by a page of %s', origin => {
    expect(rule?.isAllowed(origin)).toBe(false);
    expect(rule?.headers(origin)).toEqual(['vary', 'origin']);
  });
  it('can be read by a page of an origin of the list, never with credentials', () => {
    expect(rule?.isAllowed('https://app.example.org')).toBe(true);
    const headers = rule?.headers('https://app.example.org') ?? [];
    expect(headers).toContain('https://app.example.org');
    expect(headers).not.toContain('access-control-allow-credentials');
  });
  it('says nothing of it where the list is empty', () => {
    expect(crossOrigin([])).toBeUndefined();
  });
});
