// Takes the browser build of Scalar out of its npm package: `node services/gateway/reference/update.mjs 1.72.1`.
// Why it is kept here and not installed: docs/decisions/0014-scalar-as-one-file.md.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const [version] = process.argv.slice(2);
if (!version) throw new Error('Name the version of @scalar/api-reference to take.');
const folder = mkdtempSync(join(tmpdir(), 'scalar-'));
const shell = process.platform === 'win32';
const packed = execFileSync('npm', ['pack', `@scalar/api-reference@${version}`, '--json'], { cwd: folder, shell });
const [{ filename, integrity }] = JSON.parse(packed);
execFileSync('tar', ['-xzf', filename, 'package/dist/browser/standalone.js'], { cwd: folder });
const script = readFileSync(join(folder, 'package/dist/browser/standalone.js'));
rmSync(folder, { recursive: true });

const here = import.meta.dirname;
const source = {
  package: '@scalar/api-reference',
  version,
  integrity,
  file: 'dist/browser/standalone.js',
  sha256: createHash('sha256').update(script).digest('hex'),
};
writeFileSync(join(here, 'scalar.js.gz'), gzipSync(script, { level: 9 }));
writeFileSync(join(here, 'source.json'), `${JSON.stringify(source, undefined, 2)}\n`);
