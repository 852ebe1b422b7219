import { expect, it } from 'vitest';
import { makeResultText } from './result-text.ts';

it('says what became of each operation, with its note, label or problem', () => {
  const resultText = makeResultText();
  expect(resultText('1', { status: 200, text: '"note":{}' })).toBe('{"opId":"1","status":200,"note":{}}');
  expect(resultText('2', { status: 204, text: '' })).toBe('{"opId":"2","status":204}');
});

it('leaves out notes that have no room, and no problem', () => {
  const resultText = makeResultText(20);
  const note = { status: 200, text: '"note":{"id":1}' };
  expect(resultText('1', note)).toContain('"note"');
  expect(resultText('2', note)).toBe('{"opId":"2","status":200}');
  expect(resultText('3', { status: 409, text: '"problem":{}' })).toContain('"problem"');
});
