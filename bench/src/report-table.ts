/** How the report writes tables and sizes. */

/** The first column is text, the others are figures. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)];
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

export function percent(value: number): string {
  return `${Math.round(value * 100)} %`;
}

export function megabytes(bytes = Number.NaN): string {
  return (bytes / 1e6).toFixed(0);
}
