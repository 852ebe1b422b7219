/** Forwards a request to one of an upstream's replicas, and to another one, or a little later, where that can do no harm. */
import { AppError, unavailable } from '@keep/service-kit/app-error';
import { type CancelReason, Cancellation } from '../domain/cancellation.ts';
import type { CircuitBreaker, Permit, Verdict } from '../domain/circuit-breaker.ts';
import type { Forwarding, Now, Outcome } from '../ports.ts';
import type { Member, Upstream } from './upstream.ts';

export type ForwardEvents = {
  /** An attempt ended after `ms` milliseconds. */
  attempted(upstream: string, outcome: Outcome, ms: number): void;
  /** `false`: there was no budget for it. */
  retried(upstream: string, granted: boolean): void;
  /** A request waited because nobody listened, and went on (or, `false`, did not). */
  held(upstream: string, wentOn: boolean): void;
};

export type Dependencies = {
  now: Now;
  random: () => number;
  events: ForwardEvents;
  /** Attempts that one request may cost in all. */
  maxAttempts: number;
  /** Milliseconds after which a replica that says nothing to a read is given up for another one; 0 for never. */
  patienceMs: number;
};

type Declines = (status: number) => boolean;

type Attempt = {
  upstream: Upstream;
  member: Member;
  breaker: CircuitBreaker | undefined;
  permit: Permit;
  tried: readonly Member[];
  cancellation: Cancellation;
};

/** Resolves once the answer was passed on (or its reader is gone). Throws a 503 when no answer can be had. */
export type ForwardRequest = (upstream: Upstream, forwarding: Forwarding) => Promise<void>;

export function makeForwardRequest({ now, random, events, maxAttempts, patienceMs }: Dependencies): ForwardRequest {
  function mayRetry(upstream: Upstream, forwarding: Forwarding, tried: readonly Member[]): boolean {
    if (!isSafe(forwarding.method) || tried.length >= maxAttempts || forwarding.cancellation.reason) return false;
    const granted = upstream.retryBudget.withdraw(now());
    events.retried(upstream.name, granted);
    return granted;
  }

  /** Sends to one replica and, where another could answer as well, for no longer than patience lasts: it may be frozen. */
  async function send(
    { replica }: Member,
    declines: Declines,
    upstream: Upstream,
    forwarding: Forwarding,
    tried: Member[],
  ) {
    if (patienceMs === 0 || !isSafe(forwarding.method) || !upstream.hasUntried(tried, now()))
      return replica.send(forwarding, declines);
    const { cancellation: outer, response } = forwarding;
    const own = new Cancellation();
    outer.onCancel(() => outer.reason && own.cancel(outer.reason));
    const timer = setTimeout(() => {
      if (!response.headersSent && upstream.hasUntried(tried, now()) && mayRetry(upstream, forwarding, tried))
        own.cancel('silent');
    }, patienceMs);
    const outcome = await replica.send({ ...forwarding, cancellation: own }, declines);
    clearTimeout(timer);
    return outcome.kind === 'cancelled' && own.reason === 'silent' ? ({ kind: 'declined' } as const) : outcome;
  }

  async function attempt(upstream: Upstream, forwarding: Forwarding, tried: Member[]): Promise<Outcome> {
    const breaker = upstream.breakers?.[isSafe(forwarding.method) ? 'reads' : 'writes'];
    const permit = admit(upstream, breaker, now());
    // What the breaker refuses puts no load on the upstream, so it earns no retries either.
    if (tried.length === 0) upstream.retryBudget.deposit(now());
    const member = upstream.choose(tried, now(), random);
    if (!member) {
      breaker?.settle(permit, 'unknown', now());
      upstream.miss();
      return { kind: 'unreached' };
    }
    tried.push(member);
    const note = noteOnce({ upstream, member, breaker, permit, tried, cancellation: forwarding.cancellation });
    let status = 0;
    const declines = (answered: number) => {
      status = answered;
      return answered === 503 && upstream.hasUntried(tried, now()) && mayRetry(upstream, forwarding, tried);
    };
    // How a stream ends, minutes later, says nothing of whether the next one can be opened.
    const streamOpened = (opened: number) => {
      note({ kind: 'answered', status: opened }, status);
      forwarding.streamOpened(opened);
    };
    member.inFlight += 1;
    if (!forwarding.streaming) upstream.queue.enter(forwarding.sender);
    const outcome = await send(member, declines, upstream, { ...forwarding, streamOpened }, tried);
    if (!forwarding.streaming) upstream.queue.leave(forwarding.sender);
    member.inFlight -= 1;
    note(outcome, status);
    return outcome;
  }

  /** Begins an attempt; what is called at its end tells everybody who keeps count of them, the first time alone. */
  function noteOnce({ upstream, member, breaker, permit, tried, cancellation }: Attempt) {
    const start = now();
    let isNoted = false;
    return (outcome: Outcome, status: number): void => {
      if (isNoted) return;
      isNoted = true;
      // What was lost in the death of a replica says nothing of the one that comes.
      const isOfThePast = outcome.kind === 'lost' && upstream.waitingRoom.isMissed;
      const verdict = isOfThePast ? 'unknown' : verdictOn(outcome, status, cancellation.reason);
      breaker?.settle(permit, verdict, now());
      if (verdict === 'worked') member.ejection.succeed();
      else if (verdict === 'failed' || outcome.kind === 'unreached') member.ejection.fail(now());
      if (outcome.kind === 'answered') upstream.queue.answered(now());
      if (hasAnswered(outcome)) upstream.waitingRoom.reach();
      else if (outcome.kind === 'unreached' && !upstream.hasUntried(tried, now())) upstream.miss();
      events.attempted(upstream.name, outcome, now() - start);
    };
  }

  /** Waits while nobody listens. False when the request must be refused. */
  async function hold(upstream: Upstream, forwarding: Forwarding): Promise<boolean> {
    const start = now();
    const wentOn = await upstream.waitingRoom.wait(forwarding.cancellation);
    forwarding.shorten(now() - start);
    events.held(upstream.name, wentOn);
    return wentOn;
  }

  /** What reached nobody may be sent again, whatever its method: at once to another replica, or after a wait. */
  function goesOn(upstream: Upstream, forwarding: Forwarding, tried: Member[]): boolean {
    if (forwarding.isBodySpent()) return false;
    if (upstream.hasUntried(tried, now())) return true;
    tried.length = 0;
    return upstream.waitingRoom.admits;
  }

  return async (upstream, forwarding) => {
    const tried: Member[] = [];
    for (;;) {
      if (upstream.waitingRoom.admits && !(await hold(upstream, forwarding))) {
        if (forwarding.cancellation.reason) return refuseCancelled(upstream, forwarding.cancellation.reason);
        throw unreachable(upstream);
      }
      const outcome = await attempt(upstream, forwarding, tried);
      if (outcome.kind === 'answered' || outcome.kind === 'cut') return;
      if (outcome.kind === 'unsendable')
        throw new AppError('malformed', 'malformed-header', 'The request cannot be sent on as it is.', {
          cause: outcome.error,
        });
      if (outcome.kind === 'cancelled') return refuseCancelled(upstream, forwarding.cancellation.reason);
      if (outcome.kind === 'unreached' && !goesOn(upstream, forwarding, tried))
        throw unreachable(upstream, outcome.error);
      if (outcome.kind === 'lost' && !mayRetry(upstream, forwarding, tried)) throw unreachable(upstream, outcome.error);
    }
  };
}

function hasAnswered({ kind }: Outcome): boolean {
  return kind === 'answered' || kind === 'declined' || kind === 'cut';
}

function unreachable({ name }: Upstream, cause?: Error): AppError {
  return unavailable(`${name} cannot be reached right now.`, cause);
}

function admit({ name }: Upstream, breaker: CircuitBreaker | undefined, now: number): Permit {
  if (!breaker) return 'attempt';
  const permit = breaker.admit(now);
  if (permit) return permit;
  throw unavailable(`${name} is failing; it is given a moment to recover.`, undefined, breaker.waitMs(now) / 1000);
}

/** A 500 is an answer: one broken route must not close the whole service. A 503 says of itself that it cannot serve. */
function verdictOn(outcome: Outcome, status: number, cancelled: CancelReason | undefined): Verdict {
  if (outcome.kind === 'cancelled') return cancelled === 'late' ? 'failed' : 'unknown';
  if (outcome.kind === 'answered') return status === 503 ? 'failed' : 'worked';
  // Where nobody listens there is nobody to be spared.
  return outcome.kind === 'unsendable' || outcome.kind === 'unreached' ? 'unknown' : 'failed';
}

function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function refuseCancelled(upstream: Upstream, reason: CancelReason | undefined): void {
  if (reason === 'late') throw unavailable(`${upstream.name} did not answer in time.`);
  if (reason === 'slow-body')
    throw new AppError('request-timeout', 'request-timeout', 'The body did not arrive in time.');
  if (reason === 'body-too-large') throw new AppError('too-large', 'body-too-large', 'The body is too large.');
}
