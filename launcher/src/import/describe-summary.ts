/** What an import did, as text for a terminal. */
import { neverExported, type ImportSummary } from '@keep/transfer/import-summary';

/** Names and titles are strangers' text: whatever could move the cursor or turn the writing round is replaced. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');
}

/** A table of what came in, then what did not and why. */
export function describeSummary(summary: ImportSummary): string {
  return [table(summary), ...sections(summary), neverExported, ...(summary.stopped ? [stopped(summary.stopped)] : [])]
    .join('\n\n')
    .concat('\n');
}

function table(summary: ImportSummary): string {
  const changed = summary.changedSince > 0 ? `${summary.changedSince} of them changed since, left as they are` : '';
  const rows: [label: string, count: number, remark: string][] = [
    ['Notes found', summary.found, ''],
    ['Imported', summary.imported, ''],
    ['Updated', summary.updated, 'what they said before is in their history'],
    ['Already there', summary.alreadyThere, changed],
    ['Newer than here', summary.newer.length, '--update merges them into the notes that are here'],
    ['Twice in the export', summary.repeated, ''],
    ['In the trash, left out', summary.skippedTrashed, '--include-trashed imports them'],
    ['Could not be imported', summary.failed.length, ''],
    ['Labels made', summary.labelsCreated.length, ''],
    ['Attachments left out', summary.attachments.flatMap(({ names }) => names).length, ''],
  ];
  return rows
    .filter(([label, count]) => count > 0 || label === 'Notes found' || label === 'Imported')
    .map(([label, count, remark]) => `${label.padEnd(24)}${String(count).padStart(7)}  ${remark}`.trimEnd())
    .join('\n');
}

function sections(summary: ImportSummary): string[] {
  const { failed, newer, remarks, attachments, nestedArchives } = summary;
  return [
    section(
      'Could not be imported:',
      failed.map(({ path, reason }) => `${path} ${reason}`),
    ),
    section('Newer state of a note that is here, left out:', newer),
    section(
      'Imported, but not exactly as it was:',
      remarks.map(({ path, remark }) => `${path} ${remark}`),
    ),
    section(
      'Attachments are not imported yet:',
      attachments.map(({ path, names }) => `${path}: ${names.join(', ')}`),
    ),
    section('Archives inside are not opened; import them by themselves:', nestedArchives),
  ].filter(text => text !== '');
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map(line => `  ${printable(line)}`)].join('\n');
}

function stopped(reason: string): string {
  return `Stopped early: ${printable(reason)}\nRun the same command again to go on: nothing is added twice.`;
}
