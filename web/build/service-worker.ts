/** Writes into the service worker which files the build has made, and a version that changes with any of them. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const NOT_STORED = new Set(['sw.js']);

/** Must come before what compresses the files. */
export function serviceWorker(): Plugin {
  let folder = '';
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved({ root, build }) {
      folder = join(root, build.outDir);
    },
    closeBundle: {
      order: 'pre',
      sequential: true,
      handler() {
        const names = readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter(entry => entry.isFile())
          .map(entry =>
            join(entry.parentPath, entry.name)
              .slice(folder.length + 1)
              .replaceAll('\\', '/'),
          )
          .filter(name => !NOT_STORED.has(name))
          .toSorted();
        const hash = createHash('sha256');
        for (const name of names) hash.update(name).update(readFileSync(join(folder, name)));
        const path = join(folder, 'sw.js');
        const script = readFileSync(path, 'utf8')
          .replace('__VERSION__', hash.digest('hex').slice(0, 12))
          .replace('/* __FILES__ */ []', JSON.stringify(names.map(name => `/${name}`)));
        writeFileSync(path, script);
      },
    },
  };
}
