import { createNoteBody, noteLimits } from '@keep/contracts/notes-http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NotImportable } from './not-importable.ts';
import { readTakeoutNote } from './takeout-note.ts';
import { translateTakeoutNote } from './translate-takeout-note.ts';

const userId = '0192b3a0-0000-7000-8000-000000000001';
const now = Date.parse('2026-01-01T00:00:00.000Z');
const edited = 1_690_864_183_842_000;

function translate(fields: Record<string, unknown>, user = userId) {
  const note = { isTrashed: false, isArchived: false, userEditedTimestampUsec: edited, ...fields };
  const reading = readTakeoutNote(JSON.stringify(note));
  if (reading.kind !== 'note') throw new Error(`not a note: ${JSON.stringify(reading)}`);
  return translateTakeoutNote(reading.note, user, now);
}

describe('what cannot be a note', () => {
  it('is a text of more than 100,000 characters', () => {
    expect(() => translate({ textContent: 'x'.repeat(noteLimits.body + 1) })).toThrow(NotImportable);
    expect(() => translate({ textContent: 'x'.repeat(noteLimits.body + 1) })).toThrow(
      'is too large: its text has 100,001 characters, a note may have 100,000',
    );
  });

  it('is a list of more than 2,000 items', () => {
    const listContent = Array.from({ length: noteLimits.items + 1 }, (_, index) => ({ text: `${index}` }));
    expect(() => translate({ listContent })).toThrow('2,001 items');
  });

  it('is more than 256 KiB', () => {
    expect(() => translate({ textContent: '€'.repeat(90_000) })).toThrow('its content has 270,000 bytes');
  });
});

describe('the text', () => {
  it('keeps its line breaks, and the title is one line', () => {
    const { body } = translate({ title: 'First\nSecond', textContent: 'a\nb' });
    expect(body).toMatchObject({ kind: 'text', title: 'First Second', body: 'a\nb', items: [] });
  });

  it('begins with what the title has no room for', () => {
    const { body, remarks } = translate({ title: 't'.repeat(1_500), textContent: 'text' });
    expect(body.title).toHaveLength(1_000);
    expect(body.body).toBe(`${'t'.repeat(500)}\n\ntext`);
    expect(remarks).toEqual(['had a title that was too long: the rest of it begins the text']);
  });

  it('may be missing, as may the title', () => {
    expect(translate({}).body).toMatchObject({ kind: 'text', title: '', body: '', items: [] });
  });

  it('ends with the links that it does not name, if they are harmless', () => {
    const annotations = [
      { url: 'https://example.org' },
      { url: 'https://example.org/new' },
      { url: 'https://example.org/new' },
      { url: 'javascript:alert(1)' },
      { url: 'data:text/html,x' },
      { url: 'mailto:a@example.org' },
      { url: 'not a link' },
      {},
    ];
    const { body, remarks } = translate({ textContent: 'see https://example.org now', annotations });
    expect(body.body).toBe('see https://example.org now\n\nhttps://example.org/new\nmailto:a@example.org');
    expect(remarks).toEqual([
      'has links that were left out, unsafe or without an address: javascript:alert(1) data:text/html,x not a link',
    ]);
  });

  it('ends with a link that is a part of another one that it names', () => {
    const annotations = [{ url: 'https://example.org/page2' }, { url: 'https://example.org/page' }];
    const { body } = translate({ textContent: 'see https://example.org/page2', annotations });
    expect(body.body).toBe('see https://example.org/page2\n\nhttps://example.org/page');
  });

  it('names a link once, in whatever spelling', () => {
    const annotations = [{ url: 'https://example.org/caf%c3%a9' }, { url: 'http://example.org:80/a' }];
    const textContent = '(HTTPS://Example.org/café), and example.org/a.';
    expect(translate({ textContent, annotations }).body.body).toBe(textContent);
  });

  it('is the rich text where there is no other, and light Markdown where that is formatted', () => {
    const plain = translate({ textContentHtml: '<p>milk</p><br /><p>eggs &amp; tea</p>' });
    expect(plain).toMatchObject({ body: { kind: 'text', body: 'milk\n\neggs & tea' }, remarks: [] });
    const textContentHtml = '<h1>Shopping</h1><p><span style="font-weight:700">milk</span></p>';
    const formatted = translate({ textContentHtml, textContent: 'Shopping\nmilk' });
    expect(formatted).toMatchObject({
      body: { body: '# Shopping\n**milk**' },
      remarks: ['has formatted text: it is light Markdown now'],
    });
  });

  it('is the plain text where the rich text has no format, differs, or has no room', () => {
    const html = '<p><span style="font-weight:400">a  b</span></p>';
    expect(translate({ textContent: 'a b', textContentHtml: html })).toMatchObject({
      body: { body: 'a b' },
      remarks: [],
    });
    expect(translate({ textContent: 'a c', textContentHtml: html })).toMatchObject({
      body: { body: 'a c' },
      remarks: ['has rich text that differs from its plain text: the plain text was taken'],
    });
    const textContent = 'x'.repeat(noteLimits.body);
    expect(translate({ textContent, textContentHtml: `<b>${textContent}</b>` })).toMatchObject({
      body: { body: textContent },
      remarks: ['has no room for its formatting: the plain text was taken'],
    });
    expect(translate({ textContent: 'a', textContentHtml: '<u>a</u><img src="x">' }).remarks).toEqual([
      'had underlined text, which notes cannot have',
      'had pictures inside its text, which notes cannot have',
    ]);
  });

  it('goes without links that have no room, and says which', () => {
    const textContent = 'x'.repeat(noteLimits.body);
    const { body, remarks } = translate({ textContent, annotations: [{ url: 'https://example.org/a' }] });
    expect(body.body).toBe(textContent);
    expect(remarks).toEqual(['has no room for its links: https://example.org/a']);
  });
});

describe('the list', () => {
  it('keeps its order and its ticks', () => {
    const { body } = translate({
      listContent: [
        { text: 'a', isChecked: true },
        { text: 'b', isChecked: false },
      ],
    });
    expect(body.kind).toBe('list');
    expect(body.items.map(({ text, checked, parentId }) => [text, checked, parentId])).toEqual([
      ['a', true, null],
      ['b', false, null],
    ]);
  });

  it('gives a long item several, each ticked as it was', () => {
    const { body, remarks } = translate({ listContent: [{ text: 'x'.repeat(2_500), isChecked: true }, { text: 'y' }] });
    expect(body.items.map(({ text, checked }) => [text.length, checked])).toEqual([
      [1_000, true],
      [1_000, true],
      [500, true],
      [1, false],
    ]);
    expect(remarks).toEqual(['had items that were too long: each became several']);
  });

  it('has items of rich text alone', () => {
    const listContent = [
      { textHtml: '<p>milk</p>', isChecked: true },
      { text: 'eggs', textHtml: '<p>eggs</p>' },
    ];
    const { body, remarks } = translate({ listContent });
    expect(body.items.map(({ text, checked }) => [text, checked])).toEqual([
      ['milk', true],
      ['eggs', false],
    ]);
    expect(remarks).toEqual([]);
  });

  it('stands beside a text', () => {
    const { body } = translate({ textContent: 'text', listContent: [{ text: 'a' }] });
    expect(body).toMatchObject({ kind: 'list', body: 'text', items: [{ text: 'a' }] });
  });

  it('is a list even when it is empty', () => {
    expect(translate({ listContent: [] }).body.kind).toBe('list');
  });
});

describe('the placement', () => {
  it('takes every colour of an export by its name', () => {
    const names = 'DEFAULT RED ORANGE YELLOW GREEN TEAL BLUE CERULEAN PURPLE PINK BROWN GRAY'.split(' ');
    for (const name of names) {
      expect(translate({ color: name })).toMatchObject({
        body: { placement: { color: name.toLowerCase() } },
        remarks: [],
      });
    }
  });

  it('has the default colour for one that is unknown, and says so', () => {
    const { body, remarks } = translate({ color: 'MAUVE' });
    expect(body.placement.color).toBe('default');
    expect(remarks).toEqual(['has an unknown colour (MAUVE)']);
  });

  it('is pinned and archived as it was', () => {
    expect(translate({ isPinned: true }).body.placement).toMatchObject({ pinned: true, archived: false });
    expect(translate({ isArchived: true }).body.placement).toMatchObject({ pinned: false, archived: true });
  });

  it('has each label once, without regard to case, and names those that cannot be', () => {
    const labels = [
      { name: ' Work ' },
      { name: 'work' },
      { name: '  ' },
      { name: `#!'@:$"` },
      { name: 'l'.repeat(201) },
    ];
    const translated = translate({ labels });
    expect(translated.labels).toEqual(['work', `#!'@:$"`]);
    expect(translated.remarks).toEqual([`has labels that were left out, too long or too many: ${'l'.repeat(201)}`]);
  });

  it('has its labels without the characters that no name may hold', () => {
    const labels = [{ name: 'read\nlater' }, { name: '\u202Ework\u200F' }, { name: '\u0007' }];
    expect(translate({ labels })).toMatchObject({ labels: ['read later', 'work'], remarks: [] });
  });
});

describe('the times', () => {
  it('come from microseconds', () => {
    const { body } = translate({ createdTimestampUsec: 1_690_514_467_150_000 });
    expect(body).toMatchObject({ createdAt: '2023-07-28T03:21:07.150Z', updatedAt: '2023-08-01T04:29:43.842Z' });
  });

  it('are both the edited one when there is no created one', () => {
    const { body } = translate({});
    expect(body.createdAt).toBe(body.updatedAt);
  });

  it('are the created one when there is no edited one, and those of the import when there is none', () => {
    const one = translate({ userEditedTimestampUsec: undefined, createdTimestampUsec: 1_690_514_467_150_000 });
    expect(one.body).toMatchObject({ createdAt: '2023-07-28T03:21:07.150Z', updatedAt: '2023-07-28T03:21:07.150Z' });
    expect(one.remarks).toEqual(['has no time of its last edit: it has the time of its creation']);
    const none = translate({ userEditedTimestampUsec: undefined });
    expect(none.body).toMatchObject({ createdAt: new Date(now).toISOString(), updatedAt: new Date(now).toISOString() });
    expect(none.remarks).toEqual(['has no times: it has the time of this import']);
  });

  it('are never in the future, and a note is never edited before it was made', () => {
    const future = translate({ userEditedTimestampUsec: (now + 1_000_000) * 1000 });
    expect(future.body).toMatchObject({
      createdAt: new Date(now).toISOString(),
      updatedAt: new Date(now).toISOString(),
    });
    const odd = translate({ userEditedTimestampUsec: 0, createdTimestampUsec: edited });
    expect(odd.body.updatedAt).toBe(odd.body.createdAt);
  });
});

describe('the id', () => {
  const fields = { title: 'a', textContent: 'b', createdTimestampUsec: edited };

  it('is the same for the same note of the same account', () => {
    expect(translate(fields)).toEqual(translate({ ...fields }));
    expect(translate({ ...fields, color: 'RED', isPinned: true }).id).toBe(translate(fields).id);
  });

  it('is the one that earlier imports gave, where the rich text adds nothing', () => {
    const id = '839d9784-44ae-8b05-9dc9-124a98b8066c';
    expect(translate(fields).id).toBe(id);
    expect(translate({ ...fields, textContentHtml: '<p>b</p>' }).id).toBe(id);
  });

  it('is another for another account, time, title or content', () => {
    const ids = [
      translate(fields),
      translate(fields, '0192b3a0-0000-7000-8000-000000000002'),
      translate({ ...fields, createdTimestampUsec: edited + 1 }),
      translate({ ...fields, title: 'c' }),
      translate({ ...fields, textContent: 'c' }),
      translate({ ...fields, listContent: [{ text: 'c' }] }),
      translate({ ...fields, listContent: [{ text: 'c', isChecked: true }] }),
      translate({ ...fields, listContent: [{ textHtml: 'c' }] }),
      translate({ ...fields, textContent: undefined, textContentHtml: 'b' }),
      translate({ ...fields, textContentHtml: '<b>b</b>' }),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it('says that a note was shared', () => {
  const sharees = [
    { isOwner: true, email: 'me@example.org' },
    { isOwner: false, email: 'you@example.org' },
  ];
  expect(translate({ sharees }).remarks).toEqual(['was shared: share it again']);
  expect(translate({ sharees: sharees.slice(0, 1) }).remarks).toEqual([]);
});

it('makes of any note what the contract takes', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('\0', '\uD800', '\n', 'a ') }),
  );
  const long = fc.oneof(
    text,
    text.map(part => part.repeat(300)),
  );
  const anyNote = fc.record(
    {
      title: long,
      textContent: long,
      textContentHtml: long,
      listContent: fc.array(fc.record({ text: long, textHtml: text, isChecked: fc.boolean() }), { maxLength: 20 }),
      color: fc.constantFrom('DEFAULT', 'CERULEAN', 'NONE'),
      createdTimestampUsec: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
      userEditedTimestampUsec: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
      labels: fc.array(fc.record({ name: text })),
      annotations: fc.array(fc.record({ url: fc.oneof(text, fc.webUrl()) })),
    },
    { requiredKeys: ['userEditedTimestampUsec'] },
  );
  fc.assert(
    fc.property(anyNote, fields => {
      const { body } = translate(fields);
      expect(createNoteBody.parse(body)).toEqual(body);
      expect(JSON.stringify(body)).not.toMatch(/\\u0000|\\ud[89a-f]/);
      expect(new Set(body.items.map(({ id }) => id)).size).toBe(body.items.length);
    }),
  );
});
