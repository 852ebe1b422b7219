import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRichText } from './rich-text.ts';

const markdownOf = (html: string) => readRichText(html).markdown;

/** What hostile HTML is made of. */
const shard = fc.constantFrom(
  '<', '>', '</', '<!--', '-->', '<!', '<?', '"', "'", '=', '/', ' ', '\n', '&', '&#', ';', '&lt;', '&#0;', '&#xD800;',
  '<p>', '</p>', '<p', '<b>', '</b>', '<i>', '</i>', '<h1>', '</h1>', '<ul>', '<ol>', '<li>', '</li>', '</ul>', '<br>',
  '<script>', '</script>', '<style>', '</style', '<a href="https://example.org/">', '<a href=javascript:x>', '</a>',
  '<span style="font-weight:700">', '</span>', '<table>', '<td>', '<svg onload=x>', 'text', '*', '\0', '\uD800',
); // prettier-ignore
const hostile = fc.oneof(
  fc.array(shard, { maxLength: 200 }).map(parts => parts.join('')),
  fc.string(),
);

describe('hostile HTML', () => {
  it('gives text without markup, not much longer than itself, and never throws', () => {
    fc.assert(
      fc.property(hostile, html => {
        const { markdown, plain } = readRichText(html);
        expect(markdown.length).toBeLessThanOrEqual(4 * html.length + 16);
        expect(plain.length).toBeLessThanOrEqual(html.length);
        expect(markdown).not.toMatch(/javascript:x\)|\0/);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    '<',
    '<p>',
    '<b>',
    '<p',
    '<a b="',
    "<a b='>",
    '<!--',
    '<!',
    '</p',
    '<script>',
    '&',
    '&#',
    '<ul><li>',
    ' ',
    '\n',
    '<br>',
    '<a href="https://example.org/">x<br>',
    '<b>x</b>',
  ])(
    'as large as an export may have it is read at once: %s',
    shardOfMany => {
      const { markdown } = readRichText(shardOfMany.repeat(2_000_000 / shardOfMany.length));
      expect(markdown.length).toBeLessThanOrEqual(8_000_000);
    },
    20_000,
  );

  it('keeps its text at any depth', () => {
    const html = `${'<div><b>'.repeat(5_000)}deep${'</b></div>'.repeat(5_000)}after`;
    expect(markdownOf(html)).toBe('**deep**\nafter');
    const unmatched = `${'<b>'.repeat(400_000)}deep${'</i>'.repeat(400_000)}`;
    expect(markdownOf(unmatched)).toBe('**deep**');
  });

  it('brings no script, and no link that could do harm', () => {
    expect(markdownOf('<script>alert(1)</script><style>p{}</style><!-- x -->a')).toBe('a');
    expect(markdownOf('<a href="javascript:alert(1)">a</a>')).toBe('a');
  });
});

describe('rich text', () => {
  it('keeps every word of any text that is written as HTML', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '<', '>', '&', '"', "'", '*', '&amp;', 'é', '😀') });
    const escaped = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&#62;');
    fc.assert(
      fc.property(fc.array(text), lines => {
        const html = lines.map(line => `<p style="font-weight:400">${escaped(line)}</p>`).join('');
        expect(readRichText(html).plain).toBe(lines.join('\n').trimEnd());
      }),
    );
  });

  it('has the lines of its paragraphs and breaks', () => {
    expect(markdownOf('<p>a</p><p>b</p>')).toBe('a\nb');
    expect(markdownOf('<p>a</p><br /><p>b</p>')).toBe('a\n\nb');
    expect(markdownOf('<p>a</p><p></p><p>b<br>c</p>')).toBe('a\n\nb\nc');
    expect(markdownOf('<div>a<div>b</div>c</div>')).toBe('a\nb\nc');
    expect(markdownOf('a<p>b<p>c')).toBe('a\nb\nc');
    expect(markdownOf('<p>\n  two\n  words  </p>\n<p>b</p>\n')).toBe('two words\nb');
  });

  it('has headings, bold, italic and struck text, by tags and by styles', () => {
    expect(markdownOf('<h1>A</h1><h2><b>B</b></h2>c')).toBe('# A\n## B\nc');
    expect(markdownOf('a <b>bold </b><em>it</em> <s>no</s>')).toBe('a **bold** *it* ~~no~~');
    expect(markdownOf('<b>a</b><b>b</b> <b><i>c</i></b>')).toBe('**ab** ***c***');
    expect(markdownOf('<span style="font-weight: 700; font-style:italic">a</span>')).toBe('***a***');
    expect(markdownOf('<b style="font-weight:normal">a</b>')).toBe('a');
    expect(markdownOf('<span style="text-decoration:line-through">a</span>')).toBe('~~a~~');
  });

  it('has lists', () => {
    expect(markdownOf('<ul><li>a</li><li><p>b</p><ol><li>c<li>d</ol></li></ul>e')).toBe('- a\n- b\n  1. c\n  2. d\ne');
  });

  it('has links, the address once', () => {
    expect(markdownOf('<a href="https://example.org/">https://example.org</a>')).toBe('https://example.org');
    expect(markdownOf('see <a href="https://example.org/a">this<br>page</a>')).toBe(
      'see [this](https://example.org/a)\npage',
    );
  });

  it('leaves what only looks like markup', () => {
    expect(markdownOf('1 < 2 &amp; 3 &unknown; &nbsp;&#128512; <3')).toBe('1 < 2 & 3 &unknown;  😀 <3');
    expect(markdownOf('a <b')).toBe('a <b');
  });

  it('names what it cannot keep', () => {
    expect(readRichText('<u>a</u><a href="https://a.org"><u>b</u></a><img src=x>').lost).toEqual([
      'underlined text',
      'pictures inside its text',
    ]);
  });
});
