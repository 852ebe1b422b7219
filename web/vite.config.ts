/** How the client is built: one page, its chunks with the hash of their content in the name, and a list of all files. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { icuMessages } from './build/icu-messages.ts';
import { precompressed } from './build/precompressed.ts';
import { serviceWorker } from './build/service-worker.ts';
import { withoutSchemas } from './build/without-schemas.ts';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [withoutSchemas(), react(), icuMessages(), serviceWorker(), precompressed()],
  resolve: {
    // Messages are parsed at build: the parser stays out of the browser.
    alias: [
      { find: /^@formatjs\/icu-messageformat-parser$/, replacement: '@formatjs/icu-messageformat-parser/no-parser.js' },
    ],
  },
  build: { target: 'es2023', modulePreload: { polyfill: false }, assetsInlineLimit: 0, reportCompressedSize: false },
});
