/** The embedded broker is away for a while; then it comes back, with its log or without. */
import { takeDown } from '@keep/chaos/outage';
import { onRealEngines, startKeep } from '@keep/testing/start-keep';
import { describe } from 'vitest';
import { runLogLossSuite } from './log-loss-suite.ts';
import { loggedOf, lookInto } from './look-into.ts';

describe.skipIf(onRealEngines)('the broker', () => {
  runLogLossSuite(async env => {
    const keep = await startKeep({ env });
    return {
      keep,
      takeDown: () => takeDown(keep, 'broker'),
      async loggedNotes(ownerId) {
        const query = `SELECT json_extract(event, '$.data.noteId') AS id FROM events
          WHERE subject = 'keep.notes.${ownerId}.note-created.v1'`;
        return (await lookInto<{ id: string }>(keep, 'broker', query)).map(({ id }) => id);
      },
      loggedOf: userId => loggedOf(keep, userId),
      stop: async () => void (await keep.stop()),
    };
  });
});
