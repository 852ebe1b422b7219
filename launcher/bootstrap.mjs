// What every npm script runs first: checks Node, installs what is missing, builds what changed, then hands over.
// Written so that Node 12 can parse it: an old Node must get a sentence, not a syntax error.
import { spawn } from 'child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'fs';
import { dirname, join } from 'path';
import { fileURLToPath, pathToFileURL } from 'url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modes = {
  start: () => launch('start'),
  dev: () => launch('dev'),
  cli: () => launch('cli'),
  build: () => prepare(),
  bench: () => prepare().then(() => runFile('bench/dist/main.js', rest)),
  engines: () => prepare().then(() => import(pathToFileURL(join(root, 'packages/testing/dist/run-engines.js')).href)),
  test: () => prepare().then(() => runFile('node_modules/vitest/vitest.mjs', ['run'].concat(rest))),
};
const mode = process.argv[2];
// A service manager may start what is installed and built already, without looking.
const isPrepared = process.argv.includes('--no-build');
const rest = process.argv.slice(3).filter(argument => argument !== '--no-build');

function fail(sentence) {
  process.stderr.write(sentence + '\n');
  process.exit(1);
}

function checkNode() {
  const version = process.versions.node.split('.').map(Number);
  const isSupported = version[0] > 20 || (version[0] === 20 && version[1] >= 19);
  if (!isSupported)
    fail(
      'Keep needs Node.js 20.19 or newer, this is ' + process.versions.node + ': install it from https://nodejs.org.',
    );
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Whether node_modules holds what package-lock.json names; packages for other platforms may be missing. */
function isInstalled() {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = readJson(join(root, 'package-lock.json')).packages;
  const present = readJson(hidden).packages;
  return Object.keys(wanted).every(path => {
    if (path === '') return true;
    if (!present[path]) return wanted[path].optional === true;
    return present[path].version === wanted[path].version && present[path].integrity === wanted[path].integrity;
  });
}

function run(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, Object.assign({ cwd: root, stdio: 'inherit' }, options));
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ? 1 : code));
  });
}

function runFile(path, args) {
  return run(process.execPath, [join(root, path)].concat(args)).then(code => process.exit(code));
}

/** npm may write anywhere but to stdout, which belongs to the command. */
function npm(args) {
  const options = { stdio: ['ignore', 2, 2] };
  const path = process.env.npm_execpath;
  if (path && /npm-cli\.[cm]?js$/.test(path)) return run(process.execPath, [path].concat(args), options);
  return run('npm', args, Object.assign({ shell: process.platform === 'win32' }, options));
}

function install() {
  if (isInstalled()) return Promise.resolve();
  process.stderr.write('Installing what package-lock.json names (once; about half a minute) ...\n');
  return npm(['ci', '--no-fund', '--no-audit']).then(
    code => code === 0 || fail('The packages could not be installed: see above, check the network, and start again.'),
    () => fail('npm was not found: install Node.js together with npm from https://nodejs.org.'),
  );
}

/** `tsc -b` looks at what changed by itself, in a tenth of a second when nothing did. */
function build() {
  if (!existsSync(join(root, 'launcher', 'dist'))) process.stderr.write('Building ...\n');
  return run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', 'tsconfig.build.json'], {
    stdio: ['ignore', 2, 2],
  }).then(code => code === 0 || fail('The code does not compile: see above.'));
}

/** What the web client is built from. */
const webSources = ['web', 'packages/note-merge/src', 'packages/contracts/src', 'package-lock.json'];

/** When the newest file below `path` was changed, in milliseconds. */
function newestChange(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const names = readdirSync(path).filter(name => name !== 'dist' && name !== 'node_modules' && name !== 'e2e');
  return Math.max.apply(
    null,
    names.map(name => newestChange(join(path, name))),
  );
}

/** Builds the web client where its sources are newer than what was built last. */
function buildWeb() {
  const built = join(root, 'web', 'dist', 'index.html');
  const changedAt = Math.max.apply(
    null,
    webSources.map(path => newestChange(join(root, path))),
  );
  if (existsSync(built) && statSync(built).mtimeMs > changedAt) return Promise.resolve();
  process.stderr.write('Building the web client ...\n');
  return run(
    process.execPath,
    [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', 'web', '--logLevel', 'warn'],
    { stdio: ['ignore', 2, 2] },
  ).then(code => code === 0 || fail('The web client does not build: see above.'));
}

function prepare() {
  return isPrepared ? Promise.resolve() : install().then(build).then(buildWeb);
}

function launch(command) {
  return prepare()
    .then(() => import(pathToFileURL(join(root, 'launcher', 'dist', command === 'cli' ? 'cli.js' : 'main.js')).href))
    .then(launcher => launcher.main(command, rest))
    .then(code => process.exit(code));
}

checkNode();
if (!modes[mode]) fail('Unknown mode ' + mode + ': one of ' + Object.keys(modes).join(', ') + '.');
modes[mode]().catch(error => fail('Keep could not start: ' + (error && error.message ? error.message : error)));
