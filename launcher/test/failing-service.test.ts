/** A service that cannot start: the others run without it, its reason is shown, and it starts once the cause is gone. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { call } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, describe, expect, it } from 'vitest';

const PATIENCE = 30_000;
/** Longer than the longest back-off. */
const NEXT_TRY = 30_000;

let keep: StartedKeep | undefined;
afterEach(async () => {
  await keep?.stop();
  keep = undefined;
});

/** A data directory in which the database of a service cannot be used. */
function damagedIn(service: string, damage: (path: string) => void): { dataDir: string; mend: () => void } {
  const dataDir = temporaryDirectory();
  const path = join(dataDir, service, `${service}.sqlite`);
  mkdirSync(join(dataDir, service));
  damage(path);
  return { dataDir, mend: () => rmSync(path) };
}

function fromTheFuture(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(
    "CREATE TABLE schema_migrations (id INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL); INSERT INTO schema_migrations VALUES (9999, 'from the future', '')",
  );
  database.close();
}

const NEWER = /The database \S+notes\.sqlite was made by a newer Keep \(schema 9999, this one knows \d+\): update Keep/;

async function statusOf({ url }: StartedKeep): Promise<[auth: number, notes: number]> {
  const signUp = await call(url, 'POST /api/v1/auth/sign-up', { body: {} });
  const body = {
    email: `${crypto.randomUUID()}@example.org`,
    password: 'correct horse',
    name: 'Ada',
    transport: 'body',
  };
  const { json } = await call(url, 'POST /api/v1/auth/sign-up', { body });
  const notes = await call(url, 'GET /api/v1/notes', { token: String(json?.accessToken) });
  return [signUp.status, notes.status];
}

describe('a service that cannot start', () => {
  it('is named with its reason, and the others answer', async () => {
    const { dataDir, mend } = damagedIn('notes', fromTheFuture);
    keep = await startKeep({ dataDir, within: PATIENCE });
    expect(keep.output()).toMatch(new RegExp(`notes cannot start and is tried again\\. ${NEWER.source}`));
    expect(keep.output()).toContain(', without notes: http');
    expect(await statusOf(keep)).toEqual([422, 503]);

    const ps = await keep.keep('ps');
    expect(ps.stdout).toMatch(/^ {2}notes .*(failed|starting)/m);
    expect(ps.stdout).toMatch(NEWER);
    const doctor = await keep.keep('doctor');
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toMatch(/^ok {4}auth /m);
    expect(doctor.stdout).toMatch(/^FAIL {2}notes /m);

    mend();
    await eventually(async () => expect(await statusOf(keep as StartedKeep)).toEqual([422, 200]), NEXT_TRY);
    expect((await keep.keep('ps')).stdout).not.toMatch(NEWER);
  }, 120_000);

  it('also where it is the broker: notes are written, and their events wait', async () => {
    const { dataDir, mend } = damagedIn('broker', path =>
      writeFileSync(path, 'This was a shopping list. '.repeat(400)),
    );
    keep = await startKeep({ dataDir, within: PATIENCE });
    expect(keep.output()).toContain(', without broker: http');
    expect(await statusOf(keep)).toEqual([422, 200]);
    mend();
    await eventually(async () => expect((await keep?.keep('doctor'))?.stdout).toMatch(/^ok {4}broker /m), NEXT_TRY);
  }, 120_000);
});

describe('a restart whose start fails', () => {
  it('says why, and the service is back once the cause is gone', async () => {
    keep = await startKeep();
    const [folder, aside] = [join(keep.dataDir, 'notes'), join(keep.dataDir, 'aside')];
    renameSync(folder, aside);
    writeFileSync(folder, 'This is no folder.');
    const { code, stderr } = await keep.keep('restart', 'notes');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^notes: The folder \S+ cannot be written/);
    expect((await statusOf(keep))[1]).toBe(503);
    rmSync(folder);
    renameSync(aside, folder);
    await eventually(async () => expect((await statusOf(keep as StartedKeep))[1]).toBe(200), NEXT_TRY);
  }, 120_000);

  it('does not leave a second process where two ask for it at once', async () => {
    keep = await startKeep();
    const restarts = await Promise.all([keep.keep('restart', 'notify'), keep.keep('restart', 'notify')]);
    expect(restarts.map(({ code }) => code)).toEqual([0, 0]);
    expect((await keep.processes()).map(({ state }) => state)).toEqual(Array(5).fill('ready'));
    expect(keep.output()).not.toContain('died');
  }, 120_000);
});

it('the launcher and all services live on while its folder cannot be written', async () => {
  keep = await startKeep();
  const before = (await keep.pids())['notes'];
  const [run, aside] = [join(keep.dataDir, 'run'), join(keep.dataDir, 'aside')];
  renameSync(run, aside);
  process.kill(before?.[0] ?? 0, 'SIGKILL');
  await eventually(() => expect(keep?.output()).toContain('The launcher cannot write to'), PATIENCE);
  await eventually(() => expect(keep?.output()).toContain('notes is ready again'), PATIENCE);
  renameSync(aside, run);
  await eventually(async () => expect((await keep?.pids())?.['notes']).not.toEqual(before), PATIENCE);
  expect((await statusOf(keep))[1]).toBe(200);
}, 120_000);
