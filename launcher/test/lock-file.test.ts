/** The lock file must hold the optional packages of every system: `npm ci` refuses one that a leaner registry left gaps in. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
type Entry = { optionalDependencies?: Record<string, string> };
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Entry>;
};

it('names every optional package that another one may need', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(name => !isLocked(path, name)),
  );
  expect(missing).toEqual([]);
});

/** As Node resolves: beside the package, in those it lies in, and at the root. */
function isLocked(path: string, name: string): boolean {
  const folders = [path, ...path.split('/').map((_, index, parts) => parts.slice(0, index).join('/'))];
  return folders.some(folder => `${folder}/node_modules/${name}`.replace(/^\//, '') in packages);
}
