/** Reads the log from a position of this process's own: every process hears every event. */
import type { LoggedEvent, ReadFrom } from '@keep/contracts/broker-internal-http';
import type { BroadcastHandler, ListenOptions, LogPosition, Subscription } from './event-bus.ts';
import type { LogBusDependencies } from './event-log-client.ts';
import { repeatUntilStopped } from './repeat-until-stopped.ts';
import { newSpan } from './trace-context.ts';

/** Begins `replaySeconds` ago. A log that was lost is read from there again: positions of the old one mean nothing. */
export function listenToLog(
  { log, logger, tracer }: LogBusDependencies,
  subjects: readonly string[],
  handler: BroadcastHandler,
  { replaySeconds, onReached }: ListenOptions,
): Subscription {
  const beginning: ReadFrom = { lastSeconds: replaySeconds };
  let from: ReadFrom = beginning;
  let knownLog: string | undefined;

  /** Its span is recorded, but no context entered: what every process hears is handled within it, and makes no events. */
  async function handle(event: LoggedEvent['event'], position: LogPosition): Promise<void> {
    const { id, type, traceparent } = event;
    const start = Date.now();
    let failed = false;
    try {
      await handler(event, position);
    } catch (error) {
      failed = true;
      logger.error({ err: error, eventId: id, type }, 'a broadcast event could not be handled');
    }
    const attributes = { 'keep.event_id': id };
    tracer.record({ span: newSpan(traceparent), name: `hear ${type}`, kind: 'consumer', start, end: Date.now(), attributes, failed }); // prettier-ignore
  }

  return repeatUntilStopped('listen to the event log', logger, async signal => {
    const { logId, events, start, next } = await log.read(subjects, from, signal);
    if (knownLog !== undefined && logId !== knownLog) {
      knownLog = undefined;
      from = beginning;
      return;
    }
    if (knownLog === undefined) onReached?.({ logId, sequence: start });
    knownLog = logId;
    for (const { event, sequence } of events) if (!signal.aborted) await handle(event, { logId, sequence });
    if (signal.aborted) return;
    onReached?.({ logId, sequence: next });
    from = { after: next };
  });
}
