/** Reads from a trace whether a process, or its database's, had the data synced before it answered that all is well. */

/** The calls to trace for it. */
export const syncCalls = ['fsync', 'fdatasync', 'write', 'writev'] as const;

const isSync = (call: string) => /\b(fdatasync|fsync)\b.* = 0/.test(call);
const isAnswer = (call: string) => /\bwritev?\(.*HTTP\/1\.1 20[01]/.test(call);

/** `answers`: all that said 200 or 201. `unsynced`: those since whose predecessor nothing was synced. */
export function readAnswers(calls: readonly string[]): { answers: string[]; unsynced: string[] } {
  let isSynced = false;
  const unsynced = calls.filter(call => {
    isSynced ||= isSync(call);
    if (!isAnswer(call)) return false;
    const wasSynced = isSynced;
    isSynced = false;
    return !wasSynced;
  });
  return { answers: calls.filter(isAnswer), unsynced };
}
