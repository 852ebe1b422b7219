import { defineConfig } from 'vitest/config';

/** Everything that runs from source in one process; the acceptance suite (real processes) has its own project. */
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
    ],
  },
});
