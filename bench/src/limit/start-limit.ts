/** Starts the limit: what is left when all that Keep does around its storage is taken away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call } from '@keep/testing/call';
import { z } from 'zod';
import { nextMessage, startChild, stopChild } from '../child-process.ts';
import type { Person } from '../person.ts';
import type { NamedProcess } from '../processor-time.ts';
import { noteBody } from '../sample-note.ts';

export type Limit = { url: string; person: Person; processes: readonly NamedProcess[]; stop(): Promise<void> };

const listening = z.object({ port: z.number() });
const note = z.object({ id: z.string() });

export async function startLimit(noteCount: number, mongoUrl?: string): Promise<Limit> {
  const dataDir = mkdtempSync(join(tmpdir(), 'keep-bench-'));
  const service = startChild(
    'limit/service',
    ...(mongoUrl === undefined ? ['sqlite', dataDir] : ['mongodb', mongoUrl]),
  );
  const { port: servicePort } = listening.parse(await nextMessage(service));
  const proxy = startChild('limit/proxy', String(servicePort));
  const { port } = listening.parse(await nextMessage(proxy));
  const url = `http://127.0.0.1:${port}`;
  const numbers = Array.from({ length: noteCount }, (_, number) => number);
  const made = numbers.map(number => call(url, 'POST /api/v1/notes', { body: noteBody(number) }));
  const noteIds = (await Promise.all(made)).map(({ json }) => note.parse(json).id);
  return {
    url,
    processes: [
      { name: 'proxy', pid: proxy.pid ?? 0 },
      { name: 'handler', pid: service.pid ?? 0 },
    ],
    person: { authorization: () => Promise.resolve('none'), noteIds },
    async stop() {
      await Promise.all([stopChild(proxy), stopChild(service)]);
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
