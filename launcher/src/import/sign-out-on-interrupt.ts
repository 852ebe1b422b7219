/** Ctrl-C during an import leaves no session behind. */
import type { CommandIo } from '../commands/command.ts';
import type { KeepSession } from './keep-session.ts';

/** Exit code of a process that SIGINT (2) ended, as shells count it. */
const INTERRUPTED = 128 + 2;

/** From now on Ctrl-C signs out and ends the process; a second one does not wait for that. Answers how to end this. */
export function signOutOnInterrupt(session: KeepSession, stderr: CommandIo['stderr']): () => void {
  function interrupt(): void {
    stderr.write('\nInterrupted. Run the same command again to go on: nothing is added twice.\n');
    void session.end().then(() => process.exit(INTERRUPTED));
  }
  process.once('SIGINT', interrupt);
  return () => process.removeListener('SIGINT', interrupt);
}
