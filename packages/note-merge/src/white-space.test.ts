import { describe, expect, it } from 'vitest';
import { newEffort } from './effort.ts';
import { merge } from './merge.ts';
import { mergeText } from './merge-text.ts';
import type { Writing } from './writing.ts';

const merged = (base: string, current: string, mine: string) => mergeText({ base, current, mine }, '\n', newEffort());
/** In both orders. */
const textsOf = (base: string, one: string, other: string) => [
  merged(base, one, other).text,
  merged(base, other, one).text,
];
const twice = (text: string) => [text, text];

describe('a line of which one changes a word and the other the white space', () => {
  it('has both changes', () => {
    expect(textsOf('- a\n- b', '- a\n- b2', '- a\n\t- b')).toEqual(twice('- a\n\t- b2'));
    expect(textsOf('- a\n- b', '- a\n- b2', '- a\n  - b')).toEqual(twice('- a\n  - b2'));
    expect(textsOf('a\nb', 'a\nb2', 'a\n\tb')).toEqual(twice('a\n\tb2'));
    expect(textsOf('- a\n- b\n- c', '- a\n- b2\n- c2', '- a\n\t- b\n\t- c')).toEqual(twice('- a\n\t- b2\n\t- c2'));
    expect(textsOf('a\nb', 'a2\nb', 'a  \nb')).toEqual(twice('a2  \nb'));
    expect(textsOf('a\nb', 'a\nb2', 'a\n\nb')).toEqual(twice('a\n\nb2'));
    expect(textsOf('a b', 'a b2', 'a\tb')).toEqual(twice('a\tb2'));
  });

  it('has the changed words of one also where the other has made them already', () => {
    expect(textsOf('a\nb', 'a x\nb', '\ta x\nb')).toEqual(twice('\ta x\nb'));
  });
});

describe('white space that both change', () => {
  it('has both changes where one is the indent and the other the lines before it', () => {
    expect(textsOf('a\nb', 'a\n\nb', 'a\n\tb')).toEqual(twice('a\n\n\tb'));
  });

  it('is that of the later edit, and the earlier is named', () => {
    expect(merged('a\nb c', 'a\n\tb c', 'a\n  b c')).toEqual({ text: 'a\n  b c', gaveWay: ['current'] });
  });
});

describe('white space between words that the other side took away', () => {
  const base: Writing = {
    kind: 'list',
    title: '',
    body: 'foo bar',
    items: [{ id: 'a', text: 'foo bar', checked: false, parentId: null, position: 'a' }],
  };
  const withText = (text: string): Writing => ({
    ...base,
    body: text,
    items: base.items.map(item => ({ ...item, text })),
  });
  const editTo = (text: string) => ({ body: text, items: { upsert: [{ id: 'a', text }], remove: [] } });

  it('gives way, and is named in both orders', () => {
    expect(merge({ base, current: withText('foo  bar'), edit: editTo('baz') })).toEqual({
      writing: withText('baz'), merged: ['items'], kept: ['body', 'items'],
    }); // prettier-ignore
    const late = merge({ base, current: withText('baz'), edit: editTo('foo  bar') });
    expect(late).toMatchObject({ writing: withText('baz'), kept: ['body', 'items'] });
  });

  it('is in a writing for the history where it is the edit’s own, since no revision has it', () => {
    const { overruled } = merge({ base, current: { ...withText('baz'), title: 'T' }, edit: editTo('foo  bar') });
    expect(overruled).toEqual({ ...withText('foo  bar'), title: 'T' });
    expect(merge({ base, current: withText('foo  bar'), edit: editTo('baz') }).overruled).toBeUndefined();
  });
});

describe('texts with two kinds of line ends', () => {
  it('are compared as if they had one, and keep the note’s', () => {
    const [base, current] = ['1 milk\r\n2 eggs', '1 milk\r\n2 eggs, large'];
    expect(merged(base, current, '1 oat milk\n2 eggs').text).toBe('1 oat milk\r\n2 eggs, large');
    expect(merged('1 milk\n2 eggs', '1 milk\n2 eggs, large', '1 oat milk\r\n2 eggs').text).toBe(
      '1 oat milk\n2 eggs, large',
    );
    expect(merged(base, current, '1 milk\n2 eggs')).toEqual({ text: current, gaveWay: [] });
    expect(merged('2 eggs', '2 eggs, large', '2 eggs\r\n').text).toBe('2 eggs, large\r\n');
  });

  it('are no change of both where one has changed nothing else', () => {
    const writing = (body: string): Writing => ({ kind: 'text', title: '', body, items: [] });
    const [base, current] = [writing('a\nb'), writing('a\nb c')];
    expect(merge({ base, current, edit: { body: 'a\r\nb' } })).toEqual({ writing: current, merged: [], kept: [] });
    const edit = { body: 'a\r\nb c' };
    expect(merge({ base, current, edit })).toEqual({ writing: current, merged: [], kept: [] });
  });
});

describe('a grapheme cluster', () => {
  it.each([
    ['🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🏴󠁧󠁢󠁷󠁬󠁳󠁿'],
    ['👨‍👩‍👧', '👨‍👩‍👦', '👩‍👩‍👧'],
    ['👍', '👍🏽', '👍🏿'],
    ['न्‍', 'न्', 'न'],
  ])('%s is changed as a whole, to %s and %s', (base, current, mine) => {
    expect(merged(`to ${base} now`, `to ${current} now`, `to ${mine} now`).text).toBe(`to ${current} ${mine} now`);
  });

  it('is whole also where there is no effort for words', () => {
    const [base, current, mine] = ['x👨‍👩‍👧', 'x👨‍👩‍👦', 'x👩‍👩‍👧'];
    expect(mergeText({ base, current, mine }, '\n', { left: 0 }).text).toBe(`${current}\n${mine}`);
  });
});
