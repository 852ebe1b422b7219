/** Runs the shell commands of docs/how-to/listen-to-the-live-stream.md, in their order, as somebody would who reads it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@keep/testing/eventually';
import { findProgram } from '@keep/testing/find-program';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'how-to', 'listen-to-the-live-stream.md'), 'utf8');
const commands = [...page.matchAll(/^(?:curl|TOKEN=).*$/gm)].map(([line]) => line);
const started: ChildProcess[] = [];
let keep: StartedKeep;

beforeAll(async () => {
  keep = await startKeep();
});
afterAll(async () => {
  for (const child of started) child.kill();
  await keep?.stop();
});

/** Starts lines in a shell; `output` is what they print. */
function run(folder: string, lines: readonly string[]) {
  const script = lines.join('\n').replaceAll('http://127.0.0.1:8080', keep.url);
  const child = spawn('sh', ['-c', `exec 2>&1\n${script}`], { cwd: folder, detached: false });
  started.push(child);
  const shell = { output: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (shell.output += chunk));
  return shell;
}

describe.skipIf(findProgram('curl') === undefined)('the page about the live stream', () => {
  it('shows a hint at what is written in another terminal', async () => {
    expect(commands).toHaveLength(4);
    const [signUp = '', token = '', listen = '', write = ''] = commands;
    const folder = temporaryDirectory();
    const stream = run(folder, [signUp, token, `exec ${listen}`]);
    await eventually(() => expect(stream.output).toContain('event: ready'), 20_000);
    const other = run(folder, [token, write]);
    await eventually(() => expect(other.output).toContain('"title":"Milk"'), 20_000);
    const { id } = JSON.parse(other.output) as { id: string };
    await eventually(
      () => expect(stream.output).toContain(`event: notes\ndata: {"noteId":"${id}","version":1`),
      20_000,
    );
  });
});
