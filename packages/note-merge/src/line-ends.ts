/** Two kinds of line ends in texts that belong together: a device may write CRLF where another writes LF. */
const CRLF = '\r\n';

export function hasCrlf(text: string): boolean {
  return text.includes(CRLF);
}

/** The text with LF as its only line end. */
export function withLf(text: string): string {
  return hasCrlf(text) ? text.replaceAll(CRLF, '\n') : text;
}

/** A text with LF, with the line end that most lines have in the first of `models` that has lines. */
export function withLineEndsOf(models: readonly string[], text: string): string {
  const model = models.find(each => each.includes('\n')) ?? '';
  const isCrlf = model.split(CRLF).length * 2 > model.split('\n').length;
  return isCrlf && hasCrlf(model) ? text.replaceAll('\n', CRLF) : text;
}
