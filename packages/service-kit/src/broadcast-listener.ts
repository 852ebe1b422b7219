/** Reads the log from a position of this process's own: every process hears every event. */
import type { LoggedEvent, ReadFrom } from '@keep/contracts/broker-internal-http';
import type { EventHandler, Subscription } from './event-bus.ts';
import type { LogBusDependencies } from './event-log-client.ts';
import { repeatUntilStopped } from './repeat-until-stopped.ts';

/** Begins `replaySeconds` ago. A log that was lost is read from there again: positions of the old one mean nothing. */
export function listenToLog(
  { log, logger, tracer }: LogBusDependencies,
  subjects: readonly string[],
  handler: EventHandler,
  replaySeconds: number,
): Subscription {
  const beginning: ReadFrom = { lastSeconds: replaySeconds };
  let from: ReadFrom = beginning;
  let knownLog: string | undefined;

  async function handle({ event }: LoggedEvent): Promise<void> {
    try {
      await tracer.inSpan(
        `hear ${event.type}`,
        'consumer',
        { 'keep.event_id': event.id },
        () => handler(event),
        event.traceparent,
      );
    } catch (error) {
      logger.error({ err: error, eventId: event.id, type: event.type }, 'a broadcast event could not be handled');
    }
  }

  return repeatUntilStopped('listen to the event log', logger, async signal => {
    const page = await log.read(subjects, from, signal);
    const isNewLog = knownLog !== undefined && page.logId !== knownLog;
    knownLog = page.logId;
    if (isNewLog) {
      from = beginning;
      return;
    }
    for (const logged of page.events) if (!signal.aborted) await handle(logged);
    from = { after: page.next };
  });
}
