import { createNoteBody, noteLimits } from '@keep/contracts/notes-http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeoutNote } from './takeout-note.ts';
import { NotImportable, translateTakeoutNote } from './translate-takeout-note.ts';

const userId = '0192b3a0-0000-7000-8000-000000000001';
const now = Date.parse('2026-01-01T00:00:00.000Z');
const edited = 1_690_864_183_842_000;

function translate(fields: Record<string, unknown>, user = userId) {
  return translateTakeoutNote(takeoutNote.parse({ userEditedTimestampUsec: edited, ...fields }), user, now);
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
    const { body } = translate({ textContent: 'see https://example.org now', annotations });
    expect(body.body).toBe('see https://example.org now\n\nhttps://example.org/new\nmailto:a@example.org');
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

  it('is another for another account, time, title or content', () => {
    const ids = [
      translate(fields),
      translate(fields, '0192b3a0-0000-7000-8000-000000000002'),
      translate({ ...fields, createdTimestampUsec: edited + 1 }),
      translate({ ...fields, title: 'c' }),
      translate({ ...fields, textContent: 'c' }),
      translate({ ...fields, listContent: [{ text: 'c' }] }),
      translate({ ...fields, listContent: [{ text: 'c', isChecked: true }] }),
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
      listContent: fc.array(fc.record({ text: long, isChecked: fc.boolean() }), { maxLength: 20 }),
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
