/** Fails the build where the schemas of the contracts would be loaded: the browser takes their types alone. */
import type { Plugin } from 'vite';

export function withoutSchemas(): Plugin {
  return {
    name: 'without-schemas',
    enforce: 'pre',
    resolveId(source, importer) {
      if (source === 'zod') this.error(`${importer} brings zod, which is 30 KB of the first load: import types alone.`);
    },
  };
}
