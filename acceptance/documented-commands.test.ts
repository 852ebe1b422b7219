import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '@keep/testing/eventually';
import { makeStoredZip } from '@keep/testing/make-zip';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, signUp } from './person.ts';

const root = join(import.meta.dirname, '..');
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'ARCHITECTURE.md',
  'launcher/README.md',
  ...found('services', 'README.md'),
  ...found('docs', '.md'),
];

/** Commands that other runs cover: where. */
const coveredElsewhere: Record<string, string> = {
  'npm start': '.ci/try-it',
  'npm start -- --shape=one': '.ci/try-it',
  'npm test': '.ci/run',
  'npm run check': '.ci/run',
  'npm run bench': 'bench/test/bench.test.ts',
  'npm run engines': 'launcher/test/engines.test.ts',
  'npm run format': '.ci/run',
  'npm run dev': 'launcher/test/dev.test.ts',
  'npm run dev -- --inspect notes': 'launcher/test/dev.test.ts',
  'npm run keep': '.ci/try-it',
  'npx vitest run --project code packages/contracts': '.ci/run',
};

/** One file of the acceptance suite, all of which `npm test` runs. */
const oneFile = /^npx vitest run --project acceptance(?:-alone)? (acceptance\/\S+\.test\.ts)$/;

const email = 'you@example.com';
const commands = [...new Set(documents.flatMap(commandsOf))];
/** What documented-stream.test.ts runs in a shell. */
const inShell = commands.filter(command => /^(curl|TOKEN=)/.test(command));
const operating = commands.filter(command => command.startsWith('npm run keep -- '));
let keep: StartedKeep;

beforeAll(async () => {
  keep = await startKeep({ env: { KEEP_PASSWORD: PASSWORD } });
  await signUp(keep.url, email);
  const note = {
    title: 'From Google Keep',
    textContent: 'A note',
    isTrashed: false,
    isPinned: false,
    isArchived: false,
    color: 'DEFAULT',
    userEditedTimestampUsec: 1690866317287000,
  };
  await writeFile(
    join(keep.dataDir, 'takeout.zip'),
    makeStoredZip([['Takeout/Keep/note.json', JSON.stringify(note)]]).stream(),
  );
});
afterAll(() => keep?.stop());

it('finds the commands that the documents print', () => {
  expect(operating.length).toBeGreaterThan(5);
});

it('knows where each command that it does not run itself is run', () => {
  const isRunByTest = (command: string) => existsSync(join(root, oneFile.exec(command)?.[1] ?? 'nowhere'));
  const isKnown = (command: string) =>
    [...operating, ...inShell].includes(command) || command in coveredElsewhere || isRunByTest(command);
  const unknown = commands.filter(command => !isKnown(command));
  expect(unknown).toEqual([]);
  for (const [command, file] of Object.entries(coveredElsewhere)) {
    const script = command.split(' ').at(-1) ?? '';
    expect(readFileSync(join(root, file), 'utf8'), `${command} in ${file}`).toContain(script);
  }
});

describe('a documented command works', () => {
  it.each(operating)('%s', async command => {
    const { code, stdout, stderr } = await keep.keep(...withPlaces(words(command.replace('npm run keep -- ', ''))));
    expect(code, stdout + stderr).toBe(0);
    if (command.includes(' kill ')) await eventually(everythingIsReady, 30_000);
  });
});

async function everythingIsReady(): Promise<void> {
  const { processes }: { processes: { state: string }[] } = JSON.parse((await keep.keep('ps', '--json')).stdout);
  expect(processes.map(({ state }) => state)).toEqual(processes.map(() => 'ready'));
}

/** Every line of every `sh` block, without its comment. */
function commandsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^```sh\n([^]*?)^```/gm)]
    .flatMap(([, block = '']) => block.split('\n'))
    .map(line => line.replace(/\s+#.*$/, '').trim())
    .filter(line => line !== '');
}

function found(folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith(ending) && !path.includes('node_modules'))
    .map(path => join(folder, path));
}

/** Splits as a shell does, for what the documents need: words and double quotes. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function withPlaces(argv: string[]): string[] {
  return argv.map(word => (word === 'takeout.zip' ? join(keep.dataDir, word) : word));
}
