// dependency-cruiser reads .ts files with @swc/core, and has no setting for .tsx: this one adds it.
const swc = require('@swc/core');

const { parseFileSync } = swc;
swc.parseFileSync = (path, options) => parseFileSync(path, { ...options, tsx: path.endsWith('.tsx') });
