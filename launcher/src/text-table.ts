/** Rows as a table for a terminal. */

/** Columns as wide as their widest cell; those named in `right` are aligned to the right. Wide cells are cut to `maxCell`. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { right = [], maxCell = 80 }: { right?: readonly string[]; maxCell?: number } = {},
): string {
  const cells = [head, ...rows].map(row => row.map(cell => cut(oneLine(cell), maxCell)));
  const widths = head.map((_, column) => Math.max(...cells.map(row => widthOf(row[column] ?? ''))));
  const isRight = head.map(name => right.includes(name));
  return cells
    .map(row => row.map((cell, column) => pad(cell, widths[column] ?? 0, isRight[column] ?? false)).join('  '))
    .map(line => `  ${line}`.trimEnd())
    .join('\n');
}

function widthOf(cell: string): number {
  return Array.from(cell).length;
}

function pad(cell: string, width: number, isRight: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return isRight ? space + cell : cell + space;
}

function cut(cell: string, max: number): string {
  const letters = Array.from(cell);
  return letters.length <= max ? cell : `${letters.slice(0, max - 1).join('')}…`;
}

/** What comes from data may hold anything: control characters must not reach the terminal. */
function oneLine(cell: string): string {
  return cell.replaceAll('\n', '⏎').replaceAll(/\p{Cc}/gu, '');
}

export function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '-' : `${Math.round(bytes / (1024 * 1024))} MB`;
}

/** `340 ms`, `1.2 s`, `5 min`, `3 h`, `2 d`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`;
}
