/** `npm run dev` restarts the service whose code changed, and no other. */
import { utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@keep/testing/eventually';
import { startKeep } from '@keep/testing/start-keep';
import { describe, expect, it } from 'vitest';
import { dependants } from '../src/dev.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

describe('the code of', () => {
  it.each([
    ['services/notes', ['notes']],
    ['packages/service-kit', ['broker', 'auth', 'notes', 'notify', 'gateway']],
    ['packages/contracts', ['broker', 'auth', 'notes', 'notify', 'gateway']],
    ['packages/transfer', []],
    ['packages/testing', []],
  ])('%s is run by %j', (folder, services) => {
    expect(dependants(root, folder)).toEqual(services);
  });
});

it('npm run dev -- --inspect notes opens its debugger, compiles what was saved, restarts a service whose compiled code is newer, and leaves the others alone', async () => {
  const keep = await startKeep({ mode: 'dev', argv: ['--inspect', 'notes'] });
  try {
    expect(keep.output()).toContain('The debugger of notes listens at 127.0.0.1:9229.');
    expect((await fetch('http://127.0.0.1:9229/json/version')).status).toBe(200);
    const before = await keep.pids();
    touch('services/notes/src/domain/position.ts');
    await eventually(() => expect(keep.output()).toMatch(/Compiled in \d+ ms/), 15_000);
    touch('services/notes/dist/domain/position.js');
    await eventually(() => expect(keep.output()).toContain('notes is ready again'), 10_000);
    expect(keep.output()).toContain('The code of notes changed; restarting.');
    const after = await keep.pids();
    expect(after['notes']).not.toEqual(before['notes']);
    expect({ ...after, notes: [] }).toEqual({ ...before, notes: [] });
  } finally {
    await keep.stop();
  }
}, 60_000);

/** As saving a file without a change does. */
function touch(path: string): void {
  const now = new Date();
  utimesSync(join(root, path), now, now);
}
