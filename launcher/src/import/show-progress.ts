/** How far an import is: one line that changes on a terminal, now and then a line elsewhere. */
import type { ImportEvent } from '@keep/transfer/import-notes';
import type { CommandIo } from '../commands/command.ts';

const PAUSE = 2_000;

export type ProgressLine = { show(event: Extract<ImportEvent, { type: 'progress' }>): void; clear(): void };

export function progressLine(stderr: CommandIo['stderr']): ProgressLine {
  let shownAt = -Infinity;
  return {
    show({ found, imported, updated, alreadyThere, failed }) {
      const changed = updated > 0 ? `${updated} updated, ` : '';
      const line = `${found} notes read, ${imported} imported, ${changed}${alreadyThere} already there, ${failed} failed`;
      if (stderr.isTTY) stderr.write(`\r\x1b[K${line}`);
      else if (Date.now() - shownAt >= PAUSE) {
        shownAt = Date.now();
        stderr.write(`${line}\n`);
      }
    },
    clear() {
      if (stderr.isTTY) stderr.write('\r\x1b[K');
    },
  };
}
