import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { findProgram } from './packages/testing/src/find-program.ts';

/** In CI all must be there: `engineCanStart` says what is missing. */
const hasEngines = process.env['CI'] === 'true' || ['postgres', 'mongod', 'nats-server'].some(findProgram);

/** Of what is broken on purpose: as much as three minutes hold, or all that knows real engines where `TEST_CHAOS` is `all`. */
const chaosOnEngines = ['shared-editing', 'kill', 'broken-link', 'replicas'];
if (process.env['TEST_CHAOS'] === 'all') chaosOnEngines.push('skewed-clock', 'erasure-killed', 'stream', 'overload');

/** Of the attacks: what an engine might answer otherwise, or all where `TEST_ATTACK` is `all`. */
const attacksOnEngines = ['roles', 'other-user', 'hostile-input', 'stored-script'];
if (process.env['TEST_ATTACK'] === 'all') attacksOnEngines.push('stranger');

/** They wait more than they work: two at a time where there are two cores, too. */
const CODE_WORKERS = Math.max(2, availableParallelism() - 1);

/** Files that start a whole Keep each run two at a time, after those of `code`. */
const twoAtATime = { maxWorkers: 2, sequence: { groupOrder: 1 } };

/** What is broken, or measured, has the machine to itself: vitest runs such projects after all others, a file at a time. */
const alone = { fileParallelism: false };

/** A whole Keep on embedded engines. */
const acceptance = { testTimeout: 120_000, hookTimeout: 120_000 };

/** The first MongoDB on a machine may have to unpack itself. */
const engines = { testTimeout: 120_000, hookTimeout: 240_000, env: { TEST_ENGINES: 'real' } };

const onEngines: TestProjectConfiguration[] = [
  {
    extends: true,
    test: {
      ...engines,
      ...twoAtATime,
      name: 'engines',
      include: ['acceptance/*.test.ts', ...attacksOnEngines.map(name => `acceptance/attack/${name}.test.ts`)],
      // It looks into SQLite files.
      exclude: ['acceptance/documented-commands.test.ts'],
    },
  },
  {
    extends: true,
    test: {
      ...engines,
      ...alone,
      name: 'engines-alone',
      include: chaosOnEngines.map(name => `acceptance/chaos/${name}.test.ts`),
    },
  },
];

/**
 * Everything that runs from source in one process; the acceptance suite (real processes) has projects of its own, and
 * others on whichever of PostgreSQL, MongoDB and NATS is installed.
 */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'code',
          include: [
            '{packages,services}/*/{src,test}/**/*.test.ts',
            '{launcher,bench}/src/**/*.test.ts',
            'launcher/test/**/*.test.ts',
            'web/{src,build}/**/*.test.ts',
          ],
          maxWorkers: CODE_WORKERS,
          // A bound, not a measure: a machine with other things to do is ten times as slow.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { ...acceptance, ...twoAtATime, name: 'acceptance', include: ['acceptance/{,attack/}*.test.ts'] },
      },
      {
        extends: true,
        test: {
          ...acceptance,
          ...alone,
          name: 'acceptance-alone',
          include: ['acceptance/chaos/*.test.ts', 'bench/test/*.test.ts'],
        },
      },
      {
        extends: true,
        // A browser and a whole Keep beside each other.
        test: { ...acceptance, ...alone, name: 'browser', include: ['web/e2e/**/*.test.ts'] },
      },
      ...(hasEngines ? onEngines : []),
    ],
  },
});
