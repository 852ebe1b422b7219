/** JetStream is away for a while; then it comes back, with its streams or without. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { engineCanStart, startNats } from '@keep/testing/real-servers';
import { onRealEngines, startKeep } from '@keep/testing/start-keep';
import { describe, expect } from 'vitest';
import { runLogLossSuite } from './log-loss-suite.ts';
import { eventsUnder } from './look-into-jetstream.ts';

// It starts the one engine that it needs; the suite looks into the SQLite files of the others.
describe.skipIf(onRealEngines || !engineCanStart('nats'))('JetStream', () => {
  runLogLossSuite(async env => {
    const nats = await startNats();
    const keep = await startKeep({ env: { ...env, KEEP_NATS_URL: nats.url, KEEP_NATS_SYNC: 'always' } });
    expect(Object.keys(await keep.pids())).not.toContain('broker');
    return {
      keep,
      async takeDown() {
        await nats.kill();
        return {
          async end(data) {
            if (data === 'lost') rmSync(join(nats.dataDir, 'store'), { recursive: true });
            await nats.restart();
          },
        };
      },
      async loggedNotes(ownerId) {
        const events = await eventsUnder(nats.url, `keep.notes.${ownerId}.note-created.v1`);
        return events.map(({ data }) => String(data['noteId']));
      },
      loggedOf: userId => eventsUnder(nats.url, `keep.*.${userId}.>`),
      async stop() {
        await keep.stop();
        await nats.stop();
      },
    };
  });
});
