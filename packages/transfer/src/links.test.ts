import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkKeysIn, safeLink } from './links.ts';

const isNamed = (text: string, link: string) => linkKeysIn(text).has(safeLink(link)?.key ?? '');

describe('a text does not name a link', () => {
  it.each([
    ['that another one begins with', 'https://example.org/page2', 'https://example.org/page'],
    ['that is inside another one', 'https://archive.org/https://example.org/page', 'https://example.org/page'],
    ['that is a parameter of another one', 'https://a.org/?to=https://b.org/', 'https://b.org/'],
    ['of another path, by a slash', 'https://example.org/page/', 'https://example.org/page'],
    ['of another case of its path', 'https://example.org/Page', 'https://example.org/page'],
    ['of another scheme', 'http://example.org/page', 'https://example.org/page'],
  ])('%s', (_, text, link) => {
    expect(isNamed(text, link)).toBe(false);
  });
});

describe('a text names a link', () => {
  it.each([
    ['as it is', 'https://example.org/page', 'https://example.org/page'],
    ['in a sentence', 'See (https://example.org/page), please.', 'https://example.org/page'],
    ['with brackets of its own', 'https://example.org/a_(b)', 'https://example.org/a_(b)'],
    ['in Markdown', '[page](https://example.org/page)', 'https://example.org/page'],
    ['beside another one', 'https://a.org/x,https://b.org/y', 'https://b.org/y'],
    ['with another one within it', 'https://archive.org/https://b.org/', 'https://archive.org/https://b.org/'],
    ['without its scheme', 'example.org/page', 'https://example.org/page'],
    ['as an address of mail', 'ada@example.org.', 'mailto:ada@example.org'],
    ['with another case of its host', 'HTTPS://EXAMPLE.org/page', 'https://example.org/page'],
    ['with the slash that a bare host may have', 'https://example.org', 'https://example.org/'],
    ['with its default port', 'https://example.org:443/page', 'https://example.org/page'],
    ['with other characters encoded', 'https://example.org/%7euser/é', 'https://example.org/~user/%C3%A9'],
    ['with an empty query and fragment', 'https://example.org/page?#', 'https://example.org/page'],
    ['in Unicode', 'https://bücher.example/', 'https://xn--bcher-kva.example'],
  ])('%s', (_, text, link) => {
    expect(isNamed(text, link)).toBe(true);
  });

  it('wherever it stands between spaces', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string(), (link, text) => {
        expect(isNamed(`${text} ${link} ${text}`, link)).toBe(true);
      }),
    );
  });
});

it('takes http, https and mailto alone', () => {
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'page', '//example.org', ''])
    expect(safeLink(text)).toBeNull();
});

it('does not throw, and works as long as the text is', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('https://', 'mailto:', '.', '@', '%', ')', '(', 'a', ' ', '\0') }),
      text => {
        expect(linkKeysIn(text).size).toBeLessThanOrEqual(9 * text.length);
      },
    ),
  );
  for (const part of ['https://', '(https://a', 'mailto:', '.', '@.', '%', 'a.b,'])
    expect(linkKeysIn(part.repeat(100_000 / part.length)).size).toBeLessThan(100_000);
});
