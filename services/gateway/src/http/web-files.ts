/** The files of the web client, as the build has left them: hashed assets, and a few that keep their names. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';

export type WebFile = {
  contentType: string;
  /** Strong, of the uncompressed bytes. */
  etag: string;
  /** By content coding; a file that is not worth compressing has the plain bytes alone. */
  bodies: { br?: Buffer; gzip?: Buffer; identity: Buffer };
  /** The name holds a hash of the content: it never changes. */
  isImmutable: boolean;
};

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
};
const COMPRESSED = /\.(br|gz)$/;

/** The document that every page of the client is. */
export const PAGE = '/index.html';

/** Reads the client once, and again after a new build. */
export class WebFiles {
  readonly #folder: string;
  #files: ReadonlyMap<string, WebFile> = new Map();
  #builtAt = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The document of the pages; undefined where the client was not built. */
  page(): WebFile | undefined {
    const builtAt = statSync(join(this.#folder, PAGE), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (builtAt !== this.#builtAt) this.#read(builtAt);
    return this.#files.get(PAGE);
  }

  /** `path` is looked up among the names that are there: no path leads out of the folder. */
  find(path: string): WebFile | undefined {
    if (this.#builtAt === 0) this.page();
    return this.#files.get(path);
  }

  #read(builtAt: number): void {
    this.#builtAt = builtAt;
    const names = readdirSync(this.#folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && !COMPRESSED.test(entry.name))
      .map(entry => join(entry.parentPath, entry.name));
    this.#files = new Map(
      names.map(name => [name.slice(this.#folder.length).replaceAll('\\', '/'), readWebFile(name)]),
    );
  }
}

function readWebFile(path: string): WebFile {
  const identity = readFileSync(path);
  const br = readIfThere(`${path}.br`);
  const gzip = readIfThere(`${path}.gz`);
  return {
    contentType: CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(identity).digest('base64url')}"`,
    bodies: { identity, ...(br && { br }), ...(gzip && { gzip }) },
    isImmutable: /[\\/]assets[\\/]/.test(path),
  };
}

function readIfThere(path: string): Buffer | undefined {
  return statSync(path, { throwIfNoEntry: false }) ? readFileSync(path) : undefined;
}
