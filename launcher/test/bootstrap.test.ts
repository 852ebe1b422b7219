/** What happens before anything is built: in a project of its own, with a stand-in for npm, the compiler and the launcher. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { beforeEach, describe, expect, it } from 'vitest';

const bootstrap = join(dirname(fileURLToPath(import.meta.url)), '..', 'bootstrap.mjs');
const lock = {
  packages: {
    '': {},
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/of-another-system': { version: '2.0.0', optional: true },
  },
};

let root: string;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Sets when the file was changed, in seconds from now. */
function setChangeOf(path: string, seconds: number): void {
  const time = Date.now() / 1_000 + seconds;
  utimesSync(join(root, path), time, time);
}

function setInstalled(packages: object): void {
  write('node_modules/.package-lock.json', JSON.stringify({ packages }));
}

beforeEach(() => {
  root = temporaryDirectory();
  write('package-lock.json', JSON.stringify(lock));
  write('node_modules/typescript/bin/tsc', "console.log('tsc', process.argv.slice(2).join(' '));");
  write('node_modules/vitest/vitest.mjs', "console.log('vitest', process.argv.slice(2).join(' ')); process.exit(3);");
  write(
    'npm-cli.js',
    "console.log('npm', process.argv.slice(2).join(' ')); process.exit(Number(process.env.NPM_EXIT ?? 0));",
  );
  write('launcher/dist/main.js', "export const main = async (...all) => (console.log('main', ...all.flat()), 0);");
  write('launcher/dist/cli.js', "export const main = async (...all) => (console.log('cli', ...all.flat()), 7);");
  write('package.json', '{"type": "module"}');
  write('node_modules/vite/bin/vite.js', "console.log('vite', process.argv.slice(2).join(' '));");
  for (const path of ['web/src/main.tsx', 'packages/note-merge/src/merge.ts', 'packages/contracts/src/ids.ts'])
    write(path, '');
  write('web/dist/index.html', '');
  setChangeOf('web/dist/index.html', 60);
  copyFileSync(bootstrap, join(root, 'launcher', 'bootstrap.mjs'));
  setInstalled({ 'node_modules/a': lock.packages['node_modules/a'] });
});

function run(argv: string[], environment: Record<string, string> = {}, nodeArguments: string[] = []) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...nodeArguments, 'launcher/bootstrap.mjs', ...argv],
    {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, npm_execpath: join(root, 'npm-cli.js'), ...environment },
    },
  );
  return { status, stdout, stderr };
}

describe('the bootstrap', () => {
  it('refuses an old Node with one sentence', () => {
    const old = "Object.defineProperty(process, 'versions', { value: { node: '20.18.1' } })";
    const { status, stderr } = run(['start'], {}, ['--import', `data:text/javascript,${encodeURIComponent(old)}`]);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'Keep needs Node.js 20.19 or newer, this is 20.18.1: install it from https://nodejs.org.\n',
    });
  });

  it('can be parsed by an old Node', () => {
    const text = readFileSync(bootstrap, 'utf8');
    expect(text).not.toMatch(/\?\?|\?\.\w|^await |import .* from 'node:|#\w+ ?[=(]/m);
  });

  it('stops with a sentence when npm or the compiler fails', () => {
    write('node_modules/typescript/bin/tsc', 'process.exit(2);');
    expect(run(['build'])).toMatchObject({ status: 1, stderr: 'The code does not compile: see above.\n' });
    setInstalled({});
    const { status, stderr } = run(['start'], { NPM_EXIT: '1' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/could not be installed: see above, check the network, and start again\.\n$/);
  });

  it('refuses a mode that there is not', () => {
    expect(run(['fly'])).toMatchObject({
      status: 1,
      stderr: 'Unknown mode fly: one of start, dev, cli, build, bench, engines, test.\n',
    });
  });

  it('installs nothing when all is there, but for what is for other systems', () => {
    expect(run(['start', '--shape=one']).stderr).toBe('tsc -b tsconfig.build.json\n');
  });

  it.each([
    ['nothing is installed', () => rmSync(join(root, 'node_modules/.package-lock.json'))],
    ['a package is missing', () => setInstalled({})],
    ['a version differs', () => setInstalled({ 'node_modules/a': { version: '0.9.0', integrity: 'sha512-a' } })],
    ['a content differs', () => setInstalled({ 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } })],
  ])('installs by the lock file when %s', (_, change) => {
    change();
    expect(run(['start']).stderr).toMatch(
      /^Installing .*\nnpm ci --no-fund --no-audit\ntsc -b tsconfig\.build\.json\n$/,
    );
  });

  it.each(['web/src/main.tsx', 'packages/note-merge/src/merge.ts', 'packages/contracts/src/ids.ts'])(
    'builds the web client anew when %s is newer than what was built',
    path => {
      setChangeOf(path, 120);
      expect(run(['start']).stderr).toBe(
        'tsc -b tsconfig.build.json\nBuilding the web client ...\nvite build web --logLevel warn\n',
      );
    },
  );

  it('builds the web client where there is none, and stops with a sentence when that fails', () => {
    rmSync(join(root, 'web/dist/index.html'));
    expect(run(['build']).stderr).toContain('vite build web');
    write('node_modules/vite/bin/vite.js', 'process.exit(1);');
    const { status, stderr } = run(['build']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/The web client does not build: see above\.\n$/);
  });

  it('hands over to the launcher with the arguments and ends with its exit code; stdout is the command’s alone', () => {
    expect(run(['start', '--shape=one'])).toMatchObject({ status: 0, stdout: 'main start --shape=one\n' });
    expect(run(['cli', 'ps', '--json'])).toMatchObject({ status: 7, stdout: 'cli cli ps --json\n' });
  });

  it('looks at nothing with --no-build', () => {
    setInstalled({});
    expect(run(['cli', '--no-build', 'ps'])).toMatchObject({ stdout: 'cli cli ps\n', stderr: '' });
  });

  it('runs the tests with the arguments and ends with their exit code', () => {
    const { status, stdout } = run(['test', '--project', 'code']);
    expect({ status, stdout }).toEqual({ status: 3, stdout: 'vitest run --project code\n' });
  });
});
