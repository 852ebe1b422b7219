/** Web Locks, where the browser has them: on plain http it has none, and every tab goes on by itself. */

/** Runs `task` when no other tab runs one of this name. */
export function withLock<Result>(name: string, task: () => Promise<Result>): Promise<Result> {
  const { locks } = navigator as { locks?: LockManager };
  return locks ? locks.request(name, task) : task();
}
