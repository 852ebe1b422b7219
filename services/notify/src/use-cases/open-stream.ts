/** Opens a stream for a person, and closes it with the access token or the session that opened it. */
import type { Actor } from '@keep/service-kit/actor';
import type { Clock } from '@keep/service-kit/clock';
import type { Revocations } from '@keep/service-kit/revocations';
import type { KnownLog } from '../domain/known-log.ts';
import { fromEventId } from '../domain/position.ts';
import type { StreamReader } from '../ports.ts';
import type { Audience } from './audience.ts';
import { LiveStream } from './live-stream.ts';

export type OpenStreamDependencies = {
  log: KnownLog;
  audience: Audience;
  revocations: Pick<Revocations, 'isRevoked'>;
  clock: Clock;
  heartbeatSeconds: number;
};

/**
 * Answers what to do with the reader, once there is one. `lastEventId` is what they have read, as they say.
 * Throws a 429 or a 503 where there are too many streams.
 */
export type OpenStream = (actor: Actor, lastEventId: string | undefined) => (reader: StreamReader) => void;

export function makeOpenStream({
  log,
  audience,
  revocations,
  clock,
  heartbeatSeconds,
}: OpenStreamDependencies): OpenStream {
  return (actor, lastEventId) => {
    audience.assertRoomFor(actor.userId);
    return reader => {
      const told = lastEventId === undefined ? undefined : fromEventId(lastEventId);
      const stream = new LiveStream(actor, reader, log, told);
      const expireIn = actor.expiresAt - clock().getTime();
      const expiry = setTimeout(() => audience.end(stream, 'token-expired'), expireIn);
      reader.onGone(() => {
        clearTimeout(expiry);
        audience.leave(stream);
      });
      stream.begin(new Date(actor.expiresAt), heartbeatSeconds);
      audience.join(stream);
      // One that ended while the stream was being opened is not announced again.
      if (revocations.isRevoked(actor.sessionId)) audience.end(stream, 'session-ended');
    };
  };
}
