import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually } from '@keep/testing/eventually';
import { isListening } from '@keep/testing/real-server';
import { engineCanStart } from '@keep/testing/real-servers';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

it.skipIf(!engineCanStart('nats'))(
  'npm run engines starts servers, says how Keep is told of them, and ends them with itself',
  async () => {
    const child = spawn(process.execPath, ['launcher/bootstrap.mjs', 'engines', '--no-build'], { cwd: root });
    const ended = once(child, 'exit');
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
    try {
      await eventually(() => expect(printed).toContain('KEEP_NATS_SYNC=always\n'), 60_000);
      const ports = [...printed.matchAll(/^KEEP_\w+_URL=(\S+)$/gm)].map(([, url = '']) => Number(new URL(url).port));
      expect(ports.length).toBeGreaterThan(0);
      expect(await Promise.all(ports.map(isListening))).toEqual(ports.map(() => true));
      child.kill('SIGTERM');
      expect((await ended)[0]).toBe(0);
      expect(await Promise.all(ports.map(isListening))).toEqual(ports.map(() => false));
    } finally {
      child.kill('SIGKILL');
    }
  },
  90_000,
);
