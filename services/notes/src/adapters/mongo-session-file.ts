/**
 * Names the sessions of this process in a file, so that its successor can end the transactions that it leaves open when
 * it is killed. MongoDB itself would hold them, and what they have touched, for a minute.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ClientSession, type MongoClient, UUID } from 'mongodb';

const NAME = /^mongo-sessions\.(\d+)$/;

export class MongoSessionFile {
  readonly #path: string;
  readonly #known = new Set<string>();

  /** `folder` is the service's own. */
  constructor(folder: string, pid: number = process.pid) {
    this.#path = join(folder, `mongo-sessions.${pid}`);
  }

  /**
   * Call it before the session's first statement. Sessions are pooled, so it seldom writes. What cannot be noted, on a
   * full disk, is no reason to refuse a write: MongoDB ends it by itself, if late.
   */
  note(session: ClientSession): void {
    const id = session.id?.id.toString('hex');
    if (id === undefined || this.#known.has(id)) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      appendFileSync(this.#path, `${id}\n`, { mode: 0o600 });
      this.#known.add(id);
    } catch {
      return;
    }
  }

  /** Nothing is left open. */
  remove(): void {
    rmSync(this.#path, { force: true });
  }
}

/** Ends what killed processes of this folder have left open. Ending a live one's transaction would only make it run again. */
export async function endAbandonedSessions(client: MongoClient, folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder)) {
    const [, pid] = NAME.exec(file) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const path = join(folder, file);
    const ids = readFileSync(path, 'utf8').match(/^[0-9a-f]{32}$/gm) ?? [];
    await client.db('admin').command({ killSessions: ids.map(id => ({ id: new UUID(id) })) });
    rmSync(path, { force: true });
  }
}

/** A process of our own number is a former one: this one has noted nothing yet. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
