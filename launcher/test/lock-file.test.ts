/** What the lock file must hold so that `npm ci` works on every system and on every supported Node. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { satisfies } from 'semver';
import { expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
type Entry = { engines?: { node?: string }; optional?: true; optionalDependencies?: Record<string, string> };
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Entry>;
};

it('names every optional package that another one may need: npm refuses a lock file with gaps', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(name => !isLocked(path, name)),
  );
  expect(missing).toEqual([]);
});

// `overrides` in package.json holds back a package whose newest version asks for a newer Node.
it.each(['20.19.0', '22.13.0', '24.0.0', '26.0.0'])('holds no package that refuses Node %s', version => {
  const refusing = Object.entries(packages)
    .filter(([, { optional }]) => !optional)
    .filter(([, { engines }]) => !satisfies(version, engines?.node ?? '*'));
  expect(refusing.map(([path]) => path)).toEqual([]);
});

/** As Node resolves: beside the package, in those it lies in, and at the root. */
function isLocked(path: string, name: string): boolean {
  const folders = [path, ...path.split('/').map((_, index, parts) => parts.slice(0, index).join('/'))];
  return folders.some(folder => `${folder}/node_modules/${name}`.replace(/^\//, '') in packages);
}
