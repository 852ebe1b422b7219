/** Server-sent events out of text that comes in pieces (WHATWG HTML, 9.2.6); data is left out, since hints are enough. */

export type ServerEvent = { id: string | undefined; event: string };

export class SseReader {
  readonly #whenRead: (event: ServerEvent) => void;
  #rest = '';
  #id: string | undefined;
  #event = '';

  constructor(whenRead: (event: ServerEvent) => void) {
    this.#whenRead = whenRead;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  #line(line: string): void {
    if (line === '') {
      if (this.#event !== '') this.#whenRead({ id: this.#id, event: this.#event });
      this.#event = '';
    } else if (line.startsWith('event:')) this.#event = line.slice(6).trim();
    else if (line.startsWith('id:')) this.#id = line.slice(3).trim();
  }
}
