/** A reader of the live stream for tests: collects its events, each held against the contract. */
import { type StreamEventName, streamEvents } from '@keep/contracts/notify-http';
import type { Reply } from './call.ts';

export type HeardEvent = {
  event: StreamEventName;
  data: Reply['json'];
  /** The last id when it came, of its own or an earlier one. */
  id: string | undefined;
};

export type StreamListener = {
  status: number;
  headers: Headers;
  /** The problem document, where the stream was refused. */
  problem: Reply['json'];
  events: HeardEvent[];
  /** The data of the events of one name. */
  heard(event: StreamEventName): Reply['json'][];
  /** How many comments came: what keeps a silent stream alive. */
  comments: number;
  /** What a client would send to go on here. */
  lastEventId: string | undefined;
  /** When something came the last time, in milliseconds since the epoch. */
  heardAt: number;
  isOpen: boolean;
  /** Ended by the server as an answer ends, not broken off. */
  hasEndedWell: boolean;
  /** Resolves when it is over, whoever ended it. */
  closed: Promise<void>;
  /** As a client that leaves. */
  leave(): void;
};

export type StreamOptions = { token?: string; lastEventId?: string | undefined };

/** Opens a stream of the Keep (or of the process of notify) at `url`. Resolves when its head is here. */
export async function listenToStream(url: string, { token, lastEventId }: StreamOptions = {}): Promise<StreamListener> {
  const leaving = new AbortController();
  const response = await fetch(new URL('/api/v1/stream', url), {
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
    signal: leaving.signal,
  });
  const { status, headers, ok } = response;
  const listener: StreamListener = {
    status,
    headers,
    problem: ok ? undefined : await response.json(),
    events: [],
    heard: name => listener.events.filter(({ event }) => event === name).map(({ data }) => data as unknown),
    comments: 0,
    lastEventId,
    heardAt: Date.now(),
    isOpen: ok,
    hasEndedWell: false,
    closed: Promise.resolve(),
    leave: () => leaving.abort(),
  };
  if (ok && response.body) listener.closed = readAll(response.body, listener);
  return listener;
}

async function readAll(body: ReadableStream<Uint8Array>, listener: StreamListener): Promise<void> {
  const fields = new Map<string, string>();
  let text = '';
  try {
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      listener.heardAt = Date.now();
      const lines = (text + chunk).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) readLine(line, fields, listener);
    }
    listener.hasEndedWell = true;
  } catch {
    // Broken off, from either side; what has come counts.
  }
  listener.isOpen = false;
}

/** A blank line ends an event, which must be one: some clients dispatch an empty message for each blank line. */
function readLine(line: string, fields: Map<string, string>, listener: StreamListener): void {
  const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
  if (name !== '') return void fields.set(name, value);
  if (line !== '') return void (listener.comments += 1);
  listener.lastEventId = fields.get('id') ?? listener.lastEventId;
  const [event, data] = [fields.get('event'), fields.get('data')];
  if (event === undefined || data === undefined) throw new Error('A blank line ends what is no event.');
  listener.events.push({ event: event as StreamEventName, data: checked(event, data), id: listener.lastEventId });
  fields.clear();
}

/** Throws for an event that the contract does not have, and for a field of it that the contract does not have. */
function checked(event: string, text: string): unknown {
  const contract = Object.entries(streamEvents).find(([name]) => name === event)?.[1];
  if (!contract) throw new Error(`The contract knows no event ${event} of the stream.`);
  const data: unknown = JSON.parse(text);
  const known = contract.data.parse(data);
  if (Object.keys(known).length !== Object.keys(data as object).length)
    throw new Error(`The event ${event} says more than its contract: ${text}`);
  return data;
}
