/** The doctor's look at the machine and the data, which needs nothing to run. */
import { accessSync, constants, existsSync } from 'node:fs';
import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataDirectory } from './data-directory.ts';
import type { Finding } from './finding.ts';
import { assertPortUsable } from './free-port.ts';
import { databasePath, isOnServer, openToRead, withDatabase } from './service-database.ts';
import type { Settings } from './settings-read.ts';

const GIB = 1024 ** 3;
const LITTLE_SPACE = GIB;
const NO_SPACE = 100 * 1024 ** 2;
const CLOCK_TOLERANCE = 60_000;

export async function examineMachine(
  settings: Settings,
  directory: DataDirectory,
  isRunning: boolean,
): Promise<Finding[]> {
  return [
    node(),
    dataRights(directory),
    ...(await secretRights(directory)),
    ...(await diskSpace(directory)),
    await clock(directory),
    ...(isRunning || settings.port === 0 ? [] : [await freePort(settings)]),
    ...withDatabase().flatMap(service =>
      isOnServer(settings, service) ? [onServer(service)] : database(directory, service),
    ),
  ];
}

function node(): Finding {
  return { what: 'node', state: 'ok', detail: `${process.versions.node} on ${process.platform}` };
}

function dataRights({ path }: DataDirectory): Finding {
  const what = 'data directory';
  if (!existsSync(path)) return { what, state: 'ok', detail: `${path} will be made at the first start` };
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return { what, state: 'ok', detail: path };
  } catch {
    const remedy = 'give this user write access, or choose another by KEEP_DATA_DIR';
    return { what, state: 'fail', detail: `${path} cannot be written`, remedy };
  }
}

async function secretRights({ secrets }: DataDirectory): Promise<Finding[]> {
  if (process.platform === 'win32' || !existsSync(secrets)) return [];
  const files = [secrets, ...(await readdir(secrets)).map(name => join(secrets, name))];
  const modes = await Promise.all(files.map(async path => ({ path, mode: (await stat(path)).mode & 0o077 })));
  const open = modes.find(({ mode }) => mode !== 0);
  if (!open) return [{ what: 'secrets', state: 'ok', detail: 'only this user can read them' }];
  const remedy = `chmod -R go= ${secrets}`;
  return [{ what: 'secrets', state: 'fail', detail: `others may read ${open.path}`, remedy }];
}

async function diskSpace({ path }: DataDirectory): Promise<Finding[]> {
  const disk = await statfs(path).catch(() => undefined);
  if (!disk) return [];
  const free = disk.bavail * disk.bsize;
  const state = free < NO_SPACE ? 'fail' : free < LITTLE_SPACE ? 'warn' : 'ok';
  const detail = `${(free / GIB).toFixed(1)} GiB free`;
  return [{ what: 'disk', state, detail, ...(state !== 'ok' && { remedy: 'free some space' }) }];
}

/** A file from the future means that the clock has been set back: tokens and reminders would be wrong. */
async function clock({ path, run }: DataDirectory): Promise<Finding> {
  const files = [path, run].filter(file => existsSync(file));
  const newest = Math.max(0, ...(await Promise.all(files.map(async file => (await stat(file)).mtimeMs))));
  const now = new Date();
  if (newest <= now.getTime() + CLOCK_TOLERANCE && now.getFullYear() >= 2026)
    return { what: 'clock', state: 'ok', detail: now.toISOString() };
  const remedy = 'set the time, best by NTP';
  return { what: 'clock', state: 'fail', detail: `${now.toISOString()} is before what was written last`, remedy };
}

async function freePort({ host, port }: Settings): Promise<Finding> {
  const what = `port ${port}`;
  try {
    await assertPortUsable(host, port);
    return { what, state: 'ok', detail: 'is free' };
  } catch (error) {
    return { what, state: 'fail', detail: error instanceof Error ? error.message : String(error) };
  }
}

function onServer(service: string): Finding {
  return { what: `${service} database`, state: 'ok', detail: 'on a server' };
}

function database(directory: DataDirectory, service: string): Finding[] {
  const what = `${service} database`;
  const path = databasePath(directory, service);
  if (path === undefined || !existsSync(path)) return [];
  try {
    const opened = openToRead(path);
    const [row] = opened.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
    opened.close();
    if (row?.quick_check === 'ok') return [{ what, state: 'ok', detail: 'is sound' }];
    return [{ what, state: 'fail', detail: String(row?.quick_check), remedy: 'restore it from a backup' }];
  } catch (error) {
    return [{ what, state: 'fail', detail: String(error), remedy: 'restore it from a backup' }];
  }
}
