import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeStoredTexts, newerFields } from './stored-text.ts';

const { contentText, placementText, readContent, readWritten } = makeStoredTexts({
  written: { language: '' },
  managed: { pendingOwner: null },
  item: { amount: 1 },
  placement: { snoozedUntil: null },
});
const keys = fc.constantFrom('"language":', '"amount":', '"text":', '\\"amount":1', 'milk');
const words = fc.array(keys, { maxLength: 4 }).map(parts => parts.join(''));
const item = fc.record({ id: words, text: words, amount: fc.nat(9) }, { requiredKeys: ['id', 'text'] });
/** Stored by any version. */
const content = fc.record(
  { id: words, body: words, items: fc.array(item), language: words, pendingOwner: fc.constant('ada') },
  { requiredKeys: ['id', 'body', 'items'] },
);
type Content = typeof content extends fc.Arbitrary<infer Value> ? Value : never;
const completed = (stored: Content) => ({
  language: '',
  pendingOwner: null,
  ...stored,
  items: stored.items.map(each => ({ amount: 1, ...each })),
});

describe('a note that was stored before a field was there', () => {
  it('has the default of the field, whatever is written in the note', () => {
    fc.assert(
      fc.property(content, stored => {
        const text = JSON.stringify(stored);
        expect(JSON.parse(contentText(text))).toEqual(completed(stored));
        expect(readContent(text)).toEqual(completed(stored));
      }),
    );
  });

  it('has it in its revisions and placements', () => {
    expect(readWritten('{"items":[{"id":"a","text":""}]}')).toEqual({
      language: '',
      items: [{ id: 'a', text: '', amount: 1 }],
    });
    // What is stored comes first: every reader gets the same text.
    expect(placementText('{"pinned":true}')).toBe('{"pinned":true,"snoozedUntil":null}');
  });

  it('is sent as it is stored where it has all', () => {
    fc.assert(
      fc.property(content, stored => {
        const text = JSON.stringify(completed(stored));
        expect(contentText(text)).toBe(text);
      }),
    );
    expect(placementText('{"snoozedUntil":null}')).toBe('{"snoozedUntil":null}');
  });

  it('is not looked at where no field is newer', () => {
    const none = { written: {}, managed: {}, item: {}, placement: {} };
    expect(makeStoredTexts(none).contentText('not even JSON')).toBe('not even JSON');
    expect(Object.keys(newerFields)).toEqual(Object.keys(none));
  });
});
