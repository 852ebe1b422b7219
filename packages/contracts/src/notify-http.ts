/** notify over HTTP: the live stream, which hints at what changed and never says what is in it. */
import { z } from 'zod';
import { answeredTimestamp } from './ids.ts';
import { API_BASE, defineRoute, type StreamEvent } from './route.ts';

const noteHint = z.object({
  noteId: z.string(),
  /** As every event of the note carries it: a reader who has this version need not ask. */
  version: z.int(),
  changedBy: z.string().meta({ description: 'Who made the change' }),
});

export const resyncReasons = ['too-long-ago', 'another-log'] as const;
export const endReasons = ['token-expired', 'session-ended', 'server-stopping'] as const;
export type EndReason = (typeof endReasons)[number];

/** Every event of the stream. Fields may be added to their data; readers ignore events that they do not know. */
export const streamEvents = {
  ready: {
    summary: 'The stream is open: what changes from now on (or since `Last-Event-ID`) is hinted',
    data: z
      .object({
        endsAt: answeredTimestamp.meta({ description: 'When its access token expires, and it with it' }),
        heartbeatSeconds: z.number().meta({ description: 'How often a comment comes when there is nothing to say' }),
      })
      .meta({ id: 'StreamReady' }),
  },
  notes: {
    summary: 'A note that I have, or had until now, has another content or another place on my board',
    data: noteHint.meta({ id: 'NoteHint' }),
  },
  members: {
    summary: 'A note that I have, or had until now, has other members or another owner',
    data: noteHint.meta({ id: 'MembersHint' }),
  },
  labels: {
    summary: 'A label of mine was made, renamed or deleted',
    data: z.object({ labelId: z.string(), version: z.int() }).meta({ id: 'LabelHint' }),
  },
  sessions: {
    summary: 'A session of mine, or an API token, has ended; where several ended at once, `sessionId` is one of them',
    data: z.object({ sessionId: z.string() }).meta({ id: 'SessionHint' }),
  },
  resync: {
    summary: 'What changed in between cannot be told any more: ask for all changes',
    data: z
      .object({
        reason: z.enum(resyncReasons).meta({
          description: '`too-long-ago`: nobody remembers that far. `another-log`: the events have begun anew.',
        }),
      })
      .meta({ id: 'StreamResync' }),
  },
  end: {
    summary: 'The last event: open another stream, after `token-expired` with a fresh access token',
    data: z.object({ reason: z.enum(endReasons) }).meta({ id: 'StreamEnd' }),
  },
} satisfies Record<string, StreamEvent>;
export type StreamEventName = keyof typeof streamEvents;

export const openStream = defineRoute({
  method: 'GET',
  path: `${API_BASE}/stream`,
  operationId: 'openStream',
  summary: 'What changes for me, as it changes: hints, no contents',
  description:
    "Server-sent events. Each is a hint that something has changed; ask `listChanges` for what. Needs an `Authorization` header, which the browser's own EventSource cannot send: read the stream with fetch.",
  tag: 'stream',
  access: 'notes:read',
  resumable: true,
  responses: {
    200: {
      description:
        'Open until its access token expires or its session ends. A hint has an id of the form `<log>.<sequence>`; ' +
        'given back as `Last-Event-ID`, the stream goes on after it, at whichever replica. ' +
        'A hint may come twice; of several for one object, the newest alone may come.',
      events: streamEvents,
      headers: { 'X-Accel-Buffering': '`no`: proxies must pass on what comes as it comes' },
    },
  },
  problems: ['too-many-streams'],
});

export const routes = [openStream] as const;
