/** What the gateway needs from outside: replicas to send requests to, where they are, and auth's exchange of API tokens. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Cancellation } from './domain/cancellation.ts';

/** Milliseconds that never run backwards; only differences mean something. */
export type Now = () => number;

/** Compresses answers, whole: nothing of them is sent before all of them is here. */
export interface AnswerCompression {
  /** Undefined for an answer that passes as it is; `headers` are its own, with names in lower case. */
  begin(headers: Readonly<OutgoingHttpHeaders>): CompressedAnswer | undefined;
}

/** One answer that is being compressed. It ends once, by `end` or `abandon`. */
export interface CompressedAnswer {
  push(chunk: Buffer): void;
  /** The compressed body. */
  end(): Promise<Buffer>;
  abandon(): void;
}

/** A client's request, ready to be sent on. */
export type Forwarding = {
  request: IncomingMessage;
  response: ServerResponse;
  method: string;
  /** Path and query, as the client sent them. */
  target: string;
  /** Names in lower case and values, by turns: all that goes downstream. */
  headers: readonly string[];
  /** In the same form: what every answer carries. */
  answerHeaders: readonly string[];
  /** The request's body, counted against its limit; undefined where it has none. */
  takeBody(): Buffer | Readable | undefined;
  /** Whether the body was taken as a stream, so that it cannot be sent again. */
  isBodySpent(): boolean;
  /** Says downstream that so many milliseconds less are left for the answer. */
  shorten(ms: number): void;
  /** Ends the answer, and with it what is left of a request body that nobody reads. */
  endAnswer(): void;
  streaming: boolean;
  /** Whose share of the queue it takes: a user's id, or an address where there is no user. */
  sender: string;
  /** Undefined where the client takes no compressed answers, or the route gives none. */
  compression: AnswerCompression | undefined;
  /** To be called when the head of a stream has gone out with this status: what follows takes as long as it likes. */
  streamOpened(status: number): void;
  cancellation: Cancellation;
};

/** How one attempt ended. `lost` and `declined` have passed nothing on, so that another attempt may follow. */
export type Outcome =
  | { kind: 'answered'; status: number }
  | { kind: 'declined' }
  | { kind: 'lost'; error: Error }
  /** Nobody listens there, or there is no replica: not a byte was sent, so that any request may be sent again. */
  | { kind: 'unreached'; error?: Error }
  /** The request cannot be written down: its own fault, not the replica's. */
  | { kind: 'unsendable'; error: Error }
  /** Lost after the answer had begun: the client's connection was cut, which is the only way to say so. */
  | { kind: 'cut'; error: Error }
  | { kind: 'cancelled' };

/** One running copy of a service. */
export interface Replica {
  /** Its address, or a name for it: unique within its service. */
  readonly address: string;
  /** Sends the request and passes the answer on, unless `declines` says of its status that another attempt follows. */
  send(forwarding: Forwarding, declines: (status: number) => boolean): Promise<Outcome>;
  /** Lets what is under way end, and releases its connections. */
  close(): Promise<void>;
}

/** The addresses of each service's replicas. */
export type Registry = Readonly<Record<string, readonly string[]>>;

/** Tells of the registry, at the start and whenever it changes. */
export interface RegistrySource {
  watch(listener: (registry: Registry) => void): Promise<void>;
  stop(): Promise<void>;
}

/** `expiresIn` is in seconds. */
export type ExchangedToken = { accessToken: string; expiresIn: number };

/** A short-lived access token for an API token. Throws a 401 for a token that is none, a 503 while auth is away. */
export type TokenExchange = (apiToken: string) => Promise<ExchangedToken>;
