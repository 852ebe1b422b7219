/**
 * One person's writes in this process: those that wait for one another share a transaction, and so its commit. Side by
 * side they would only conflict, since each raises the person's change counter.
 */
import { AppError } from '@keep/service-kit/app-error';
import { assertInTime, currentContext, type RequestContext } from '@keep/service-kit/request-context';
import type { MongoDatabase, Transaction } from './mongo-database.ts';

/** Run again when its transaction is. What it throws refuses this write alone. */
type Write = (transaction: Transaction) => Promise<void>;
type Job = { write: Write; context: RequestContext; resolve: () => void; reject: (error: unknown) => void };

const MAX_GROUP = 16;

export class MongoWriteGroups {
  readonly #db: MongoDatabase;
  readonly #waiting = new Map<string, Job[]>();

  constructor(db: MongoDatabase) {
    this.#db = db;
  }

  /** Resolves when the write is durable. Throws `unavailable` for one whose deadline passed while it waited, too. */
  submit(userId: string, write: Write): Promise<void> {
    return new Promise((resolve, reject) => {
      const job = { write, context: currentContext(), resolve, reject };
      const queue = this.#waiting.get(userId);
      if (queue) queue.push(job);
      else void this.#workThrough(userId, [job]);
    });
  }

  async #workThrough(userId: string, queue: Job[]): Promise<void> {
    this.#waiting.set(userId, queue);
    let size = MAX_GROUP;
    while (queue.length > 0) {
      const group = queue.slice(0, size).filter(isInTime);
      queue.splice(0, size, ...group);
      size = MAX_GROUP;
      if (group.length === 0) continue;
      const { written, error } = await this.#attempt(group);
      if (error === undefined) queue.splice(0, group.length).forEach(job => job.resolve());
      // Nobody is told anything else who waited for a store that is away.
      else if (isUnavailable(error)) queue.splice(0).forEach(job => job.reject(error));
      else if (written === 0 || written === group.length)
        queue.splice(0, written || 1).forEach(job => job.reject(error));
      // The refused one took those before it along: they go again, without it.
      else size = written;
    }
    this.#waiting.delete(userId);
  }

  /** `written` counts those that came through before `error`. */
  async #attempt(group: readonly Job[]): Promise<{ written: number; error?: unknown }> {
    let written = 0;
    try {
      await this.#db.transaction(async transaction => {
        written = 0;
        for (const { write } of group) {
          await write(transaction);
          written += 1;
        }
      });
      return { written };
    } catch (error) {
      return { written, error };
    }
  }
}

/** Refuses the job when it is not. */
function isInTime({ context, reject }: Job): boolean {
  try {
    assertInTime(context);
    return true;
  } catch (error) {
    reject(error);
    return false;
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.kind === 'unavailable';
}
