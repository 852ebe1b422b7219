/** Places in the log as the ids of events: `<log>.<sequence>`, the same at every replica. */
import type { LogPosition } from '@keep/service-kit/event-bus';

const FORM = /^(.{1,200})\.(\d{1,15})$/;

export function toEventId({ logId, sequence }: LogPosition): string {
  return `${logId}.${sequence}`;
}

const NOWHERE: LogPosition = { logId: '', sequence: 0 };

/** What a reader says it has read; whatever was never an id of ours is a place in no log that there is. */
export function fromEventId(id: string): LogPosition {
  const [, logId, sequence] = FORM.exec(id) ?? [];
  return logId === undefined ? NOWHERE : { logId, sequence: Number(sequence) };
}

/** Whether a reader can be told to come back with it. */
export function isPlace(position: LogPosition): boolean {
  return position !== NOWHERE;
}
