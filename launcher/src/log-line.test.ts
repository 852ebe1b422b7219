import { expect, it } from 'vitest';
import { prettyLine, timeOf } from './log-line.ts';

const line = (entry: object) =>
  JSON.stringify({ level: 'info', time: '2026-11-22T12:00:01.234Z', service: 'notes', ...entry });

it('shows what is no JSON as it is, without what would steer the terminal', () => {
  expect(prettyLine('auth', 'Error: \u001b[2Jgone', false)).toBe('             auth     Error: [2Jgone');
});

it('removes control characters from what strangers sent', () => {
  expect(prettyLine('notes', line({ msg: 'ok', agent: '\u001b]0;x\u0007' }), false)).toBe(
    '12:00:01.234 notes    info  ok agent=]0;x',
  );
});

it('shows a request in one line', () => {
  const entry = { msg: 'request', method: 'GET', route: '/api/v1/notes', status: 200, ms: 3, userId: 'u1' };
  expect(prettyLine('notes', line(entry), false)).toBe(
    '12:00:01.234 notes    info  GET /api/v1/notes 200 3 ms userId=u1',
  );
});

it('shows the stack of an error below, in red where there is colour', () => {
  const text = prettyLine('notes', line({ level: 'error', msg: 'failed', err: { stack: 'Error: x\n  at y' } }), true);
  expect(text).toBe('\u001b[31m12:00:01.234 notes    error failed \n    Error: x\n      at y\u001b[0m');
});

it('shows of a warning what went wrong and why, without the stack', () => {
  const stack = 'AppError: x\n    at y (z.js:1:2)\ncaused by: Error: w\n    at v';
  expect(prettyLine('notes', line({ level: 'warn', msg: 'late', err: { stack } }), false)).toBe(
    '12:00:01.234 notes    warn  late \n    AppError: x\n    caused by: Error: w',
  );
});

it('reads the time of a line, to put several logs in order', () => {
  expect([timeOf(line({ msg: 'x' })), timeOf('no json')]).toEqual(['2026-11-22T12:00:01.234Z', '']);
});
