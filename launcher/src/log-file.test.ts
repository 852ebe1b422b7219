import { appendFileSync, readFileSync, writeSync } from 'node:fs';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { expect, it } from 'vitest';
import { keepLogsSmall, logPath, openLog } from './log-file.ts';
import { followLines, lastLines } from './log-reader.ts';

it('moves a log that grew too large aside, while its writer goes on with the same descriptor', () => {
  const logsDir = temporaryDirectory();
  const log = openLog(logsDir, 'notes');
  writeSync(log, 'old '.repeat(30));
  const logs = keepLogsSmall(logsDir, ['notes', 'absent'], 100);
  logs.look();
  writeSync(log, 'new');
  logs.look();
  logs.stop();
  expect(readFileSync(logPath(logsDir, 'notes'), 'utf8')).toBe('new');
  expect(readFileSync(`${logPath(logsDir, 'notes')}.1`, 'utf8')).toBe('old '.repeat(30));
});

it('answers no lines where there is no file, and the last ones where there is', async () => {
  const path = logPath(temporaryDirectory(), 'notes');
  expect(await lastLines(path, 5)).toEqual({ lines: [], end: 0 });
  appendFileSync(path, 'a\nb\nc\n');
  expect(await lastLines(path, 2)).toEqual({ lines: ['b', 'c'], end: 6 });
});

it('follows whole lines as they are added', async () => {
  const path = logPath(temporaryDirectory(), 'notes');
  appendFileSync(path, 'before\nha');
  const ended = new AbortController();
  const seen: string[] = [];
  const following = followLines(path, 7, line => seen.push(line) === 2 && ended.abort(), ended.signal);
  appendFileSync(path, 'lf\nwhole\n');
  await following;
  expect(seen).toEqual(['half', 'whole']);
});
