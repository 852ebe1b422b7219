/** What the launcher promises while Keep runs: one shared instance, tested through its real commands. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { eventually } from '@keep/testing/eventually';
import { runLauncher, type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../src/cli.ts';

let keep: StartedKeep;

beforeAll(async () => {
  keep = await startKeep();
}, 60_000);
afterAll(() => keep?.stop());

describe('a second launcher', () => {
  it('refuses the same data with one sentence that names the first', async () => {
    const { code, stderr } = await runLauncher(['start'], { KEEP_DATA_DIR: keep.dataDir, KEEP_PORT: '0' });
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Keep is already running on ${keep.dataDir} (process ${keep.pid}, ${keep.url}): use that one, stop it, or choose another KEEP_DATA_DIR.\n`,
    );
  });

  it('refuses a taken port with one sentence that names another one', async () => {
    const { port } = new URL(keep.url);
    const { code, stderr } = await runLauncher(['start'], { KEEP_DATA_DIR: temporaryDirectory(), KEEP_PORT: port });
    expect(code).toBe(1);
    expect(stderr).toBe(
      `Port ${port} is taken by another program: stop that, or choose another port, as in KEEP_PORT=${Number(port) + 1} npm start.\n`,
    );
  });
});

describe('the control API', () => {
  it('refuses whoever has no token', async () => {
    const file = JSON.parse(await textOf('run/launcher.json')) as { port: number };
    const call = (authorization: string) =>
      fetch(`http://127.0.0.1:${file.port}/stop`, { method: 'POST', headers: { authorization } });
    expect((await call('')).status).toBe(401);
    expect((await call(`Bearer ${'0'.repeat(64)}`)).status).toBe(401);
    expect((await keep.keep('ps')).code).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('keeps its token and all secrets to this user', async () => {
    const secrets = (await readdir(join(keep.dataDir, 'secrets'))).map(name => `secrets/${name}`);
    for (const path of ['run/launcher.json', ...secrets])
      expect((await stat(join(keep.dataDir, path))).mode & 0o077, path).toBe(0);
  });
});

describe('commands', () => {
  it('show every process in the order of the system', async () => {
    const { stdout } = await keep.keep('ps');
    expect(stdout.match(/^ {2}(\w+)\s+\d+\s+ready/gm)?.map(line => line.trim().split(' ')[0])).toEqual([
      'broker',
      'auth',
      'notes',
      'notify',
      'gateway',
    ]);
  });

  it.each([
    [['kill', 'nothing'], 'There is no service nothing: there are broker, auth, notes, notify, gateway.'],
    [['kill', 'notes', '--signal', 'SIGNOTHING'], 'SIGNOTHING is no signal of this system: SIGKILL and SIGTERM are.'],
    [['kill', 'notes', '--replica', '9'], 'There is no replica 9 of notes: the highest is 1.'],
    [['scale', 'broker=2'], 'broker runs as one process: auth, notes and notify are what can be scaled.'],
    [['scale', 'notes=0'], 'A service runs as 1 to 16 processes: choose a number between.'],
    [['scale', 'notes'], 'notes does not say which service and how many.'],
    [['sql', 'gateway'], 'gateway has no database: there are those of broker, auth, notes.'],
    [
      ['sql', 'notes', 'DELETE FROM notes'],
      'This would change the database, which only its service may do: use the API.',
    ],
    [['sql', 'notes', 'SELECT absent'], 'SQLite refuses: no such column: absent.'],
    [['users', 'add', 'nobody'], 'Some fields are not as they should be. /email Invalid email address'],
    [['users', 'reset-password', 'nobody@example.org'], 'There is nothing here'],
    [['reset', '--yes'], 'Keep is running on'],
    [['dance'], 'There is no command dance: npm run keep shows all.'],
    [['ps', '--fast'], "Unknown option '--fast'."],
  ])('%j is refused with a sentence', async (argv, sentence) => {
    const { code, stdout, stderr } = await runHere(argv);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('without a name show all of them', async () => {
    const { code, stdout } = await keep.keep();
    expect(code).toBe(0);
    for (const name of [
      'ps',
      'logs',
      'restart',
      'kill',
      'scale',
      'doctor',
      'keys',
      'users',
      'events',
      'seed',
      'sql',
      'import',
      'reset',
    ])
      expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it('doctor finds everything sound', async () => {
    const { code, stdout } = await keep.keep('doctor');
    expect(stdout).not.toMatch(/^(FAIL)/m);
    expect(stdout).toMatch(/^ok {4}broker database +is sound$/m);
    expect(stdout).toMatch(/^ok {4}gateway answers/m);
    expect(code).toBe(0);
  });

  it('users makes an account that is listed, and gives it a new password', async () => {
    const added = await keep.keep('users', 'add', 'Rosa@example.org', 'Rosa');
    const first = /password (\S+)/.exec(added.stdout)?.[1];
    const reset = await keep.keep('users', 'reset-password', 'rosa@example.org');
    expect(/password (\S+)/.exec(reset.stdout)?.[1]).not.toBe(first);
    expect((await keep.keep('users', 'list')).stdout).toMatch(/rosa@example\.org\s+Rosa/);
  });

  it('seed twice leaves each demo note once', async () => {
    const count = async () =>
      (await keep.keep('sql', 'notes', 'SELECT count(*) AS n FROM notes')).stdout.split('\n')[1]?.trim();
    const first = await keep.keep('seed');
    expect(first.stderr).toBe('');
    const before = await count();
    expect(Number(before)).toBeGreaterThan(39);
    expect((await keep.keep('seed')).stdout).toBe(first.stdout);
    expect(await count()).toBe(before);
  });

  it('logs shows what a service wrote, and names the services that have logs', async () => {
    await eventually(async () =>
      expect((await keep.keep('logs', 'auth', '-n', '500')).stdout).toMatch(
        /auth +info +GET \/\.well-known\/jwks\.json 200/,
      ),
    );
    expect((await keep.keep('logs', 'nothing')).stderr).toContain('There is no log of nothing: there are auth, broker');
  });
});

describe('supervision', () => {
  it('brings back a killed service on the same port', async () => {
    const [before] = (await keep.pids())['notes'] ?? [];
    expect((await keep.keep('kill', 'notes')).stdout).toContain(`process ${before}`);
    await eventually(async () => {
      const { stdout } = await keep.keep('ps');
      expect(stdout).toMatch(/notes +\d+ +ready/);
      expect((await keep.pids())['notes']).not.toContain(before);
    });
    expect(keep.output()).toContain('notes died (SIGKILL); it is being restarted.');
    expect((await fetch(`${keep.url}/api/v1/notes`)).status).toBe(401);
  });

  it('scales notes up and down, and the gateway knows of each', async () => {
    expect((await keep.keep('scale', 'notes=3')).stdout).toBe('notes runs as 3 processes.\n');
    expect((await keep.pids())['notes']).toHaveLength(3);
    expect((JSON.parse(await textOf('run/registry.json')) as { notes: string[] }).notes).toHaveLength(3);
    await keep.keep('scale', 'notes=1');
    expect((await keep.pids())['notes']).toHaveLength(1);
    expect((JSON.parse(await textOf('run/registry.json')) as { notes: string[] }).notes).toHaveLength(1);
  });

  it('restarts one service and leaves the others alone', async () => {
    const before = await keep.pids();
    await keep.keep('restart', 'auth');
    const after = await keep.pids();
    expect(after['auth']).not.toEqual(before['auth']);
    expect({ ...after, auth: [] }).toEqual({ ...before, auth: [] });
  });
});

/** A command in this process, which is quicker than one of its own. */
async function runHere(argv: readonly string[]) {
  const text = { stdout: '', stderr: '' };
  const collect = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk, _encoding, done) {
        text[name] += String(chunk);
        done();
      },
    });
  const environment = { KEEP_DATA_DIR: keep.dataDir };
  const io = { environment, stdin: process.stdin, stdout: collect('stdout'), stderr: collect('stderr') };
  return { code: await runCommand(argv, io), ...text };
}

function textOf(path: string): Promise<string> {
  return readFile(join(keep.dataDir, path), 'utf8');
}
