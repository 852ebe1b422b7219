import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'keep-bench-test-'));
const path = join(folder, 'report.md');
let report = '';

// `npm run bench -- --quick`, without the build that the tests have behind them.
beforeAll(async () => {
  const bench = ['launcher/bootstrap.mjs', 'bench', '--no-build', '--quick', `--report=${path}`];
  await promisify(execFile)(process.execPath, bench, { cwd: join(import.meta.dirname, '..', '..') });
  report = readFileSync(path, 'utf8');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The cells of the first row that begins like this, after its first. */
function row(beginning: string): string[] {
  const line = report.split('\n').find(line => line.startsWith(`| ${beginning} |`)) ?? '';
  return line.split('|').slice(2, -1);
}

describe('the report of a quick benchmark', () => {
  it.each(['a page of 50 notes', 'one note', 'creating a note', 'editing a note'])('has %s by each way', name => {
    expect(row(name)).toHaveLength(4);
  });

  it.runIf(process.platform === 'linux')('has the processor time of each process', () => {
    const [head = ''] = report.split('\n').filter(line => line.startsWith('|  | the limit | all of Keep |'));
    for (const name of ['broker', 'notes', 'gateway', 'limit: proxy', 'limit: handler'])
      expect(head).toContain(`| ${name} |`);
  });

  it.each(['100', '500', '2,000'])('has the list page of a person with %s notes', name => {
    expect(row(name)).toHaveLength(4);
  });

  it.each(['launcher', 'broker', 'auth', 'notes', 'notify', 'gateway', 'keep'])('has the memory of %s', name => {
    expect(row(name)).toHaveLength(2);
  });

  it.each(['services', 'one'])('has the time to ready of shape %s', name => {
    expect(row(name)).toHaveLength(1);
  });

  it.each(['notify', 'gateway'])('has what open streams cost %s', name => {
    expect(row(`${name}, with 2 processes of notify and 100 streams`)).toHaveLength(3);
  });

  it('has how long a hint takes', () => {
    expect(row('2 processes of notify, one save now and then, to 1 of 100 streams')).toHaveLength(4);
    expect(row('2 processes of notify, a burst: 5 people save at once, to 20 streams each')).toHaveLength(4);
  });

  it('has a figure in every cell, and names neither host nor folder', () => {
    expect(report).not.toMatch(/NaN|undefined|Infinity/);
    expect(report).not.toContain(tmpdir());
  });
});
