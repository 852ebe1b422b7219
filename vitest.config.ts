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

const onEngines: TestProjectConfiguration = {
  extends: true,
  test: {
    name: 'engines',
    include: [
      'acceptance/*.test.ts',
      ...attacksOnEngines.map(name => `acceptance/attack/${name}.test.ts`),
      ...chaosOnEngines.map(name => `acceptance/chaos/${name}.test.ts`),
    ],
    // It looks into SQLite files.
    exclude: ['acceptance/documented-commands.test.ts'],
    env: { TEST_ENGINES: 'real' },
    testTimeout: 120_000,
    // The first MongoDB on a machine may have to unpack itself.
    hookTimeout: 240_000,
    fileParallelism: false,
  },
};

/**
 * Everything that runs from source in one process; the acceptance suite (real processes) has its own project, and another
 * one on whichever of PostgreSQL, MongoDB and NATS is installed.
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
          ],
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'acceptance',
          include: ['acceptance/**/*.test.ts', 'bench/test/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      ...(hasEngines ? [onEngines] : []),
    ],
  },
});
