import { describe, expect, it } from 'vitest';
import { newEffort } from './effort.ts';
import { type Joint, mergeText } from './merge-text.ts';

const merged = (base: string, current: string, mine: string, joint: Joint = '\n') =>
  mergeText({ base, current, mine }, joint, newEffort()).text;

describe('a text that both sides changed', () => {
  it('has the changes of both, in different lines', () => {
    expect(merged('a\nb\nc', 'a1\nb\nc', 'a\nb\nc1')).toBe('a1\nb\nc1');
    expect(merged('a\nb', 'a1\nb', 'a\nb1')).toBe('a1\nb1');
  });

  it('has the changes of both, in the same line', () => {
    expect(merged('buy milk today', 'buy oat milk today', 'buy milk today or tomorrow')).toBe(
      'buy oat milk today or tomorrow',
    );
    expect(merged('milk', 'milk and eggs', 'oat milk')).toBe('oat milk and eggs');
    expect(merged('milk', 'milk\neggs', 'oat milk')).toBe('oat milk\neggs');
  });

  it('lacks what either side took away', () => {
    expect(merged('a b c', 'a b c d', 'a c')).toBe('a c d');
    expect(merged('a b c', 'a c', 'a b c d')).toBe('a c d');
    expect(merged('a\nb\nc', 'a\nb\nc\nd', 'a\nc')).toBe('a\nc\nd');
  });

  it('has the changed white space of one and the changed words of the other', () => {
    expect(merged('a b\nc', 'a b\nc d', 'a\nb\nc')).toBe('a\nb\nc d');
    expect(merged('a b', 'a b d', 'a\nb')).toBe('a\nb d');
    expect(merged('a b', 'a\nb', 'a b d')).toBe('a\nb d');
    expect(merged('a\nb', 'a x\nb', 'a\n\nb')).toBe('a x\n\nb');
  });

  it('keeps both where both changed the same words, the other side first', () => {
    expect(merged('the red fox', 'the green fox', 'the blue fox')).toBe('the green blue fox');
    expect(merged('red', 'green', 'blue')).toBe('green\nblue');
    expect(merged('red', 'green', 'blue', ' ')).toBe('green blue');
    expect(merged('the red', 'the green', 'the blue')).toBe('the green blue');
    expect(merged('red fox', 'green fox', 'blue fox')).toBe('green blue fox');
  });

  it('keeps both lines where both added one', () => {
    expect(merged('a', 'a\napples', 'a\npears')).toBe('a\napples\npears');
    expect(merged('a\n', 'a\napples', 'a\npears')).toBe('a\napples\npears');
    expect(merged('', 'apples', 'pears')).toBe('apples\npears');
  });

  it('has once what both changed alike', () => {
    expect(merged('a b', 'a x b', 'a x b')).toBe('a x b');
    expect(merged('a', 'a\nx\ny', 'a\nx')).toBe('a\nx\ny');
    expect(merged('', 'green apple', 'blue apple')).toBe('green apple\nblue apple');
  });

  it('has the changed line of one where the other removed it', () => {
    expect(merged('a\nbuy milk now\nc', 'a\nc', 'a\nbuy oat milk now\nc')).toBe('a\nbuy oat milk now\nc');
    expect(merged('a\nbuy milk now\nc', 'a\nbuy oat milk now\nc', 'a\nc')).toBe('a\nbuy oat milk now\nc');
  });

  it('has both texts whole where a side was written anew', () => {
    expect(merged('nobody knows the answer', 'I saw the dog run', 'we ate the cake')).toBe(
      'I saw the dog run\nwe ate the cake',
    );
    expect(merged('x\nbuy red apples at the shop\ny', 'x\ncall mum\ny', 'x\nbuy green apples at the shop\ny')).toBe(
      'x\ncall mum\nbuy green apples at the shop\ny',
    );
  });

  it('is merged by characters in scripts without spaces', () => {
    expect(merged('我喜歡紅色', '我喜歡綠色', '他喜歡紅色')).toBe('他喜歡綠色');
    expect(merged('👍🏽 ok', '👍🏽 fine', '👨‍👩‍👧 ok')).toBe('👨‍👩‍👧 fine');
    expect(merged('to 🇩🇪 by train', 'to 🇫🇷 by train', 'to 🇪🇸 by train')).toBe('to 🇫🇷 🇪🇸 by train');
  });
});
