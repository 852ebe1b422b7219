/** How Keep starts, refuses to start, and ends: without a sentence too many, and without a process left behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@keep/testing/eventually';
import { runLauncher, startKeep } from '@keep/testing/start-keep';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

describe('a start is refused with one sentence', () => {
  const refusal = async (env: Record<string, string>, ...argv: string[]) => {
    const { code, stderr } = await runLauncher(['start', ...argv], { KEEP_PORT: '0', ...env });
    expect(code).toBe(1);
    return stderr;
  };

  it('where the data directory cannot be written', async () => {
    const file = join(temporaryDirectory(), 'a-file');
    writeFileSync(file, '');
    expect(await refusal({ KEEP_DATA_DIR: join(file, 'data') })).toBe(
      `The data directory ${join(file, 'data')} cannot be written: give this user write access, or choose another by KEEP_DATA_DIR.\n`,
    );
  });

  it.skipIf(process.getuid?.() === 0)('where the data directory is read-only', async () => {
    const dataDir = temporaryDirectory();
    chmodSync(dataDir, 0o500);
    expect(await refusal({ KEEP_DATA_DIR: dataDir })).toContain('cannot be written');
  });

  it.each([
    [{ KEEP_PORT: '70000' }, 'KEEP_PORT must be a whole number from 0 to 65535.'],
    [{ KEEP_PORT: 'eighty' }, 'KEEP_PORT must be a whole number from 0 to 65535.'],
    [{ KEEP_PUBLIC_URL: 'keep.example.org' }, 'KEEP_PUBLIC_URL must be an address such as'],
    [{ KEEP_SIGN_UP: 'maybe' }, 'KEEP_SIGN_UP must be open, verify or closed'],
    [{ KEEP_PROT: '8081' }, 'KEEP_PROT is not a setting of Keep'],
    [
      { GATEWAY_USER_RATE: 'lots' },
      'gateway: Set these environment variables right and start again: USER_RATE must be a number.',
    ],
    [{ KEEP_HOST: 'nowhere.invalid', KEEP_PORT: '8099' }, 'nowhere.invalid is not an address of this machine'],
    [{ KEEP_HOST: '203.0.113.7', KEEP_PORT: '8099' }, '203.0.113.7 is not an address of this machine'],
  ])('with the settings %j', async (env, sentence) => {
    const stderr = await refusal({ KEEP_DATA_DIR: temporaryDirectory(), ...env });
    expect(stderr).toContain(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('where the one process of shape one cannot start', async () => {
    const dataDir = temporaryDirectory();
    mkdirSync(join(dataDir, 'auth'), { recursive: true });
    writeFileSync(join(dataDir, 'auth', 'auth.sqlite'), 'This was a shopping list. '.repeat(400));
    expect(await refusal({ KEEP_DATA_DIR: dataDir }, '--shape=one')).toMatch(
      /^keep: The database \S+auth\.sqlite .* restore it from a backup/,
    );
  });

  it('with an option or a shape that does not exist', async () => {
    const env = { KEEP_DATA_DIR: temporaryDirectory() };
    expect(await refusal(env, '--shape=two')).toContain('KEEP_SHAPE must be services or one');
    expect(await refusal(env, '--fast')).toContain("Unknown option '--fast'");
  });
});

it('commands say that nothing runs', async () => {
  const { code, stderr } = await runLauncher(['cli', 'ps'], { KEEP_DATA_DIR: temporaryDirectory() });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^Keep is not running on \S+: start it with npm start, or name its data by KEEP_DATA_DIR\.\n$/,
  );
});

it('SIGTERM ends every process before the command returns, and reset deletes the data after that', async () => {
  const keep = await startKeep();
  const pids = Object.values(await keep.pids()).flat();
  expect(pids).toHaveLength(5);
  expect(await keep.stop()).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(keep.output()).toContain('Keep has stopped.');
  expect((await keep.keep('reset')).stdout).toContain('Nothing was deleted.');
  expect((await keep.keep('reset', '--yes')).stdout).toBe(`All data in ${keep.dataDir} is deleted.\n`);
}, 60_000);

it.skipIf(process.platform === 'win32')(
  'npm start returns from SIGTERM when every process has ended',
  async () => {
    const dataDir = temporaryDirectory();
    const npm = spawn('npm', ['start', '--', '--no-build'], {
      cwd: root,
      env: { ...process.env, KEEP_DATA_DIR: dataDir, KEEP_PORT: '0' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    npm.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    await eventually(() => expect(output).toContain('Keep is ready'), 30_000);
    const file = JSON.parse(readFileSync(join(dataDir, 'run', 'launcher.json'), 'utf8')) as Running;
    const pids = [file.pid, ...file.children.map(({ pid }) => pid)];
    expect(pids).toHaveLength(6);
    npm.kill('SIGTERM');
    await once(npm, 'exit');
    expect(pids.filter(isAlive)).toEqual([]);
  },
  60_000,
);

it('services end by themselves when their launcher is killed, and the next start does not wait for a repair', async () => {
  const keep = await startKeep();
  const pids = Object.values(await keep.pids()).flat();
  process.kill(keep.pid, 'SIGKILL');
  const next = await startKeep({ dataDir: keep.dataDir, env: { KEEP_PORT: new URL(keep.url).port } });
  expect(next.url).toBe(keep.url);
  await eventually(() => expect(pids.filter(isAlive)).toEqual([]));
  expect(await next.stop()).toBe(0);
}, 60_000);

it.each(['services', 'one'] as const)(
  'a clean start and a clean stop log no warning, in shape %s',
  async shape => {
    const keep = await startKeep({ shape });
    expect((await fetch(`${keep.url}/api/v1/notes`)).status).toBe(401);
    expect(await keep.stop()).toBe(0);
    const folder = join(keep.dataDir, 'logs');
    const text = readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8'));
    const lines = text.join('').split('\n').filter(Boolean);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter(line => !/"level":"(info|debug)"/.test(line))).toEqual([]);
  },
  60_000,
);

it.skipIf(process.platform === 'win32')(
  'keeps its data to this user, also files that an older version made for all',
  async () => {
    const dataDir = temporaryDirectory();
    const first = await startKeep({ dataDir });
    expect(openToOthers(dataDir)).toEqual([]);
    await first.stop();
    const paths = pathsIn(dataDir);
    expect(paths).toContain(join(dataDir, 'notes', 'notes.sqlite'));
    for (const path of paths) chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644);
    expect(openToOthers(dataDir)).toHaveLength(paths.length);
    const second = await startKeep({ dataDir });
    expect(openToOthers(dataDir)).toEqual([]);
    await second.stop();
  },
  60_000,
);

it('the first account of a reachable Keep needs the set-up code that the launcher prints', async () => {
  const keep = await startKeep({ env: { KEEP_PUBLIC_URL: 'https://keep.example.org' } });
  const [, setUpCode] = /needs the set-up code (\S+)/.exec(keep.output()) ?? [];
  const signUp = (email: string, body: object) =>
    fetch(`${keep.url}/api/v1/auth/sign-up`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, name: 'Ann', password: 'correct horse battery', ...body }),
    });
  expect((await signUp('ann@example.org', {})).status).toBe(403);
  expect((await signUp('ann@example.org', { setUpCode: 'guessed-it' })).status).toBe(403);
  expect((await signUp('ann@example.org', { setUpCode })).status).toBe(201);
  expect((await signUp('eve@example.org', { setUpCode })).status).toBe(403);
  await keep.stop();
}, 60_000);

describe('shape one', () => {
  it('runs everything in one process that comes back when it is killed', async () => {
    const keep = await startKeep({ shape: 'one' });
    const before = await keep.pids();
    expect(new Set(Object.values(before).flat()).size).toBe(1);
    expect((await keep.keep('users', 'list')).stdout).toBe('There is no account yet.\n');
    await keep.kill('notes');
    await eventually(async () => expect((await fetch(`${keep.url}/api/v1/notes`)).status).toBe(401), 20_000);
    expect(await keep.pids()).not.toEqual(before);
    expect((await keep.keep('scale', 'notes=2')).stderr).toContain('share one process here');
    expect(await keep.stop()).toBe(0);
  }, 60_000);
});

/** All files and folders in the folder. */
function pathsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true }).map(name => join(folder, String(name)));
}

/** Those that are not 0600, and folders that are not 0700. */
function openToOthers(folder: string): string[] {
  return pathsIn(folder).filter(path => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found && (found.mode & 0o777) !== (found.isDirectory() ? 0o700 : 0o600);
  });
}

type Running = { pid: number; children: { pid: number }[] };

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
