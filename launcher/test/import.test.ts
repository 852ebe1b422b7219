import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { makeZip } from '@keep/testing/make-zip';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandIo } from '../src/commands/command.ts';
import { importCommand } from '../src/commands/import.ts';
import { account, startKeepServer, type KeepServer } from './keep-server.ts';

const edited = 1_690_864_183_842_000;
const json = (fields: Record<string, unknown>) =>
  JSON.stringify({ isTrashed: false, isArchived: false, userEditedTimestampUsec: edited, ...fields });

let server: KeepServer;
beforeEach(async () => {
  server = await startKeepServer();
});
afterEach(() => server.stop());

function folderOf(files: Record<string, string>): string {
  const folder = temporaryDirectory();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

async function zipOf(files: Record<string, string>): Promise<string> {
  const zip = await makeZip(Object.entries(files));
  const path = join(temporaryDirectory(), 'takeout.zip');
  writeFileSync(path, Buffer.from(await zip.arrayBuffer()));
  return path;
}

type Outcome = { code: number; stdout: string; stderr: string };

/** Runs the command as the user would; a thrown sentence is in `stderr`, with code 1, as the command line shows it. */
async function run(argv: string[], environment: Record<string, string> = {}): Promise<Outcome> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io: CommandIo = {
    environment: { KEEP_PASSWORD: account.password, ...environment },
    stdin: process.stdin,
    stdout,
    stderr,
  };
  const code = await importCommand.run(argv, io).catch((error: Error) => {
    stderr.write(error.message);
    return 1;
  });
  stdout.end();
  stderr.end();
  return { code, stdout: await text(stdout), stderr: await text(stderr) };
}

const runHere = (argv: string[], environment?: Record<string, string>) =>
  run([...argv, '--url', server.url, '--email', account.email], environment);

const importIdIn = (output: string) => /--undo ([0-9a-f-]{36})/.exec(output)?.[1] ?? 'no id';

describe('a wrong call gets one sentence and exit code 1', () => {
  it('for a file that is not there, before anyone signs in', async () => {
    const outcome = await runHere(['/nowhere/takeout.zip']);
    expect(outcome).toEqual({
      code: 1,
      stdout: '',
      stderr: 'There is no file or folder /nowhere/takeout.zip: check the path.',
    });
    expect(server.requests).toEqual([]);
  });

  it('for a file that is no zip', async () => {
    const outcome = await runHere([join(folderOf({ 'takeout.tgz': 'x' }), 'takeout.tgz')]);
    expect(outcome.stderr).toContain('is neither a folder nor a zip');
  });

  it('for a server that does not answer', async () => {
    const url = server.url;
    await server.stop();
    const outcome = await run([folderOf({}), '--url', url, '--email', account.email]);
    expect(outcome).toMatchObject({
      code: 1,
      stderr: `Keep at ${url} does not answer. Start it with npm start, or name it with --url.`,
    });
    server = await startKeepServer();
  });

  it('for a wrong password', async () => {
    const outcome = await runHere([folderOf({})], { KEEP_PASSWORD: 'wrong' });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('The address or the password is wrong');
  });

  it('for no password and nobody to ask', async () => {
    const outcome = await runHere([folderOf({})], { KEEP_PASSWORD: '' });
    expect(outcome.stderr).toBe('There is nobody to ask for the password: set it as KEEP_PASSWORD.');
  });

  it('for no address, nothing to import, two wishes at once, an unknown option, and what is no id or address', async () => {
    expect((await run(['x'])).stderr).toContain('--email is missing');
    expect((await runHere([])).stderr).toContain('Name what to import');
    expect((await runHere(['x', '--list'])).stderr).toContain('Name what to import');
    expect((await runHere(['x', '--faster'])).stderr).toContain("Unknown option '--faster'");
    expect((await runHere(['--undo', 'x'])).stderr).toContain('x is not the id of an import');
    expect((await run(['x', '--url', 'ftp://x', '--email', 'a'])).stderr).toContain('ftp://x is not an address');
  });

  it('for a folder without notes', async () => {
    const outcome = await runHere([folderOf({ 'notes.txt': 'x' })]);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('No Google Keep notes were found there');
    expect(server.sessions()).toBe(0);
  });

  it('for an import that is not there', async () => {
    const id = '0192b3a0-0000-7000-8000-000000000001';
    const outcome = await runHere(['--undo', id]);
    expect(outcome).toMatchObject({
      code: 1,
      stderr: `There is no import ${id} in this account; --list shows those there are.`,
    });
  });
});

describe('a session', () => {
  it('is signed out at the end, also when the import fails', async () => {
    server.refuseNext(500, 1);
    const outcome = await runHere([folderOf({ 'a.json': json({}) })]);
    expect(outcome.code).toBe(1);
    expect(server.requests.at(-1)).toBe('POST /auth/sign-out');
    expect(server.sessions()).toBe(0);
  });

  it('is refreshed when its access token is due', async () => {
    server.tokenLife = 1;
    const outcome = await runHere([folderOf({ 'a.json': json({}) })]);
    expect(outcome.code).toBe(0);
    expect(server.requests.filter(route => route === 'POST /auth/refresh').length).toBeGreaterThanOrEqual(2);
    expect(server.sessions()).toBe(0);
  });

  it('is refreshed when its access token is no longer taken', async () => {
    const { keep } = server;
    const batch = keep.batch.bind(keep);
    keep.batch = operations => {
      server.expireAccessTokens();
      return batch(operations);
    };
    const folder = folderOf({ 'a.json': json({ labels: [{ name: 'x' }] }) });
    expect((await runHere([folder])).stdout).toContain('Imported                      1');
    expect(server.requests).toContain('POST /auth/refresh');
  });

  it('outlasts a server that is busy', async () => {
    server.refuseNext(503, 2);
    expect((await runHere([folderOf({ 'a.json': json({}) })])).code).toBe(0);
  });
});

describe('an import', () => {
  it('takes what it can, says what it could not and why, and exits 0', async () => {
    const folder = folderOf({
      'Keep/good.json': json({ title: 'good', attachments: [{ filePath: 'voice.3gp' }], color: 'MAUVE' }),
      'Keep/trashed.json': json({ isTrashed: true }),
      'Keep/broken.json': '{',
      'Keep/bad\x1b[2Jname.json': '{"textContent": 5}',
    });
    const { code, stdout } = await runHere([folder]);
    expect(code).toBe(0);
    expect(stdout).toContain('Notes found                   2');
    expect(stdout).toContain('Imported                      1');
    expect(stdout).toContain('In the trash, left out        1  --include-trashed imports them');
    expect(stdout).toContain('Could not be imported         2');
    expect(stdout).toContain('  Keep/broken.json is not valid JSON');
    expect(stdout).toContain('  Keep/bad\uFFFD[2Jname.json has no readable text: textContent is not what it should be');
    expect(stdout).toContain('  Keep/good.json: voice.3gp');
    expect(stdout).toContain('  Keep/good.json has an unknown colour (MAUVE)');
    expect(stdout).toContain('Google exports neither reminders nor the nesting of lists');
    expect(stdout).not.toContain('\x1b');
  });

  it('exits 1 when nothing came in and something failed', async () => {
    const outcome = await runHere([folderOf({ 'broken.json': '{' })]);
    expect(outcome.code).toBe(1);
    expect(outcome.stdout).toContain('broken.json is not valid JSON');
    expect(outcome.stdout).not.toContain('--undo');
  });

  it('adds nothing the second time, and exits 0', async () => {
    const folder = folderOf({ 'a.json': json({ title: 'a' }), 'broken.json': '{' });
    await runHere([folder]);
    const { code, stdout } = await runHere([folder]);
    expect(code).toBe(0);
    expect(stdout).toContain('Already there                 1');
    expect(server.keep.notes.size).toBe(1);
  });

  it('takes zips, folders and single notes together as one', async () => {
    const zip = await zipOf({ 'Takeout/Google Notizen/a.json': json({ title: 'a' }) });
    const folder = folderOf({ 'b.json': json({ title: 'b' }) });
    const file = join(folderOf({ 'c.json': json({ title: 'c' }) }), 'c.json');
    const { stdout } = await runHere([zip, folder, file]);
    expect(stdout).toContain('Imported                      3');
    expect(new Set([...server.keep.notes.values()].map(note => note.importId)).size).toBe(1);
  });

  it('finds paths from where the user is, not from where npm runs', async () => {
    const folder = folderOf({ 'inside/a.json': json({ title: 'a' }) });
    expect((await runHere(['inside'], { INIT_CWD: folder })).code).toBe(0);
    expect(server.keep.notes.size).toBe(1);
  });

  it('brings the trash along when told to', async () => {
    const folder = folderOf({ 'a.json': json({ isTrashed: true }) });
    await runHere([folder, '--include-trashed']);
    expect([...server.keep.notes.values()].map(note => note.isTrashed)).toEqual([true]);
  });

  it('follows no symbolic link', async () => {
    const elsewhere = folderOf({ 'secret.json': json({ title: 'secret' }) });
    const folder = folderOf({ 'a.json': json({ title: 'a' }) });
    symlinkSync(join(elsewhere, 'secret.json'), join(folder, 'link.json'));
    symlinkSync(elsewhere, join(folder, 'linked'));
    symlinkSync(folder, join(folder, 'circle'));
    const { stdout } = await runHere([folder]);
    expect([...server.keep.notes.values()].map(note => note.title)).toEqual(['a']);
    expect(stdout).not.toContain('Could not be imported');
  });

  it('names newer states of notes that are there, and merges them in when told to', async () => {
    const [createdTimestampUsec, later] = [edited, edited + 1_000_000];
    await runHere([folderOf({ 'a.json': json({ createdTimestampUsec, textContent: 'milk' }) })]);
    const note = json({ createdTimestampUsec, textContent: 'milk and eggs', userEditedTimestampUsec: later });
    const folder = folderOf({ 'a.json': note });
    const first = await runHere([folder]);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain(
      'Newer than here               1  --update merges them into the notes that are here',
    );
    expect(first.stdout).toContain('Newer state of a note that is here, left out:\n  a.json\n');
    expect(first.stdout).not.toContain('--undo');
    const second = await runHere([folder, '--update']);
    expect(second.stdout).toContain('Updated                       1');
    expect([...server.keep.notes.values()].map(({ body }) => body)).toEqual(['milk and eggs']);
  });

  it('is listed and taken back, but for what was edited since', async () => {
    const folder = folderOf({ 'a.json': json({ title: 'a' }), 'b.json': json({ title: 'b' }) });
    const id = importIdIn((await runHere([folder])).stdout);
    expect((await runHere(['--list'])).stdout).toBe(`${id}  2026-01-01T00:00:00.000Z  2 notes\n`);
    for (const note of server.keep.notes.values()) note.isEdited = note.title === 'b';
    const { code, stdout } = await runHere(['--undo', id.toUpperCase()]);
    expect(code).toBe(0);
    expect(stdout).toContain('Removed 1 notes and 0 labels, kept 1 that were edited since:\n  b  ');
    expect((await runHere(['--list'])).code).toBe(0);
  });
});
