/** One service as the gateway sees it: its replicas, how they do, its breakers and its budget of retries. */
import { lessLoadedOfTwo } from '../domain/balancer.ts';
import { type BreakerOptions, CircuitBreaker } from '../domain/circuit-breaker.ts';
import { Ejection, type EjectionOptions, inService } from '../domain/ejection.ts';
import { type FullReason, QueueLimit, type QueueOptions } from '../domain/queue-limit.ts';
import { RetryBudget, type RetryBudgetOptions } from '../domain/retry-budget.ts';
import type { Now, Replica } from '../ports.ts';
import { WaitingRoom, type WaitingRoomOptions } from './waiting-room.ts';

/** A replica and what is known of it. */
export type Member = { readonly replica: Replica; inFlight: number; readonly ejection: Ejection };

export type UpstreamOptions = {
  /** Undefined switches the breakers off. */
  breaker: BreakerOptions | undefined;
  ejection: EjectionOptions;
  retries: RetryBudgetOptions;
  waiting: WaitingRoomOptions;
  queue: QueueOptions;
};

/** Judged apart: a store that takes no more writes, because its disk is full, can still be read. */
export type Breakers = Readonly<Record<'reads' | 'writes', CircuitBreaker>>;

export class Upstream {
  readonly name: string;
  readonly breakers: Breakers | undefined;
  readonly retryBudget: RetryBudget;
  readonly waitingRoom: WaitingRoom;
  /** Of requests that are answered as a whole; streams stay for as long as they like. */
  readonly queue: QueueLimit;
  readonly #options: UpstreamOptions;
  readonly #connect: (address: string) => Replica;
  #members: readonly Member[] = [];

  constructor(name: string, options: UpstreamOptions, connect: (address: string) => Replica, now: Now) {
    this.name = name;
    const { breaker } = options;
    this.breakers = breaker && { reads: new CircuitBreaker(breaker), writes: new CircuitBreaker(breaker) };
    this.retryBudget = new RetryBudget(options.retries);
    this.waitingRoom = new WaitingRoom(options.waiting, now);
    this.queue = new QueueLimit(options.queue);
    this.#options = options;
    this.#connect = connect;
  }

  get members(): readonly Member[] {
    return this.#members;
  }

  /** Why a further request of this sender must be refused; undefined where it may come in. */
  whyFull(sender: string, now: number): FullReason | undefined {
    return this.#members.length > 0 ? this.queue.whyFull(sender, this.#members.length, now) : undefined;
  }

  /** Takes over the list of addresses: known replicas keep their record, new ones start with a clean one. */
  setAddresses(addresses: readonly string[]): void {
    const known = new Map(this.#members.map(member => [member.replica.address, member]));
    const wanted = [...new Set(addresses)];
    const gone = this.#members.filter(({ replica }) => !wanted.includes(replica.address));
    this.#members = wanted.map(address => known.get(address) ?? this.#join(address));
    if (wanted.some(address => !known.has(address))) this.#renew();
    for (const { replica } of gone) void replica.close();
  }

  /** A replica to ask, one that was not tried yet where there is any. */
  choose(tried: readonly Member[], now: number, random: () => number): Member | undefined {
    const members = inService(this.#members, now);
    const fresh = tried.length === 0 ? members : members.filter(member => !tried.includes(member));
    return lessLoadedOfTwo(fresh.length > 0 ? fresh : members, random);
  }

  /** Whether there is a replica in service that was not tried. */
  hasUntried(tried: readonly Member[], now: number): boolean {
    return inService(this.#members, now).some(member => !tried.includes(member));
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ replica }) => replica.close()));
  }

  /** Nobody listens: what the breakers judged is gone, and must not stand in the way of what comes back. */
  miss(): void {
    if (!this.waitingRoom.isMissed) this.#resetBreakers();
    this.waitingRoom.miss();
  }

  /** What the breakers judged, and what was missed, may be just what has been replaced. */
  #renew(): void {
    this.#resetBreakers();
    this.waitingRoom.reach();
  }

  #resetBreakers(): void {
    this.breakers?.reads.reset();
    this.breakers?.writes.reset();
  }

  #join(address: string): Member {
    return { replica: this.#connect(address), inFlight: 0, ejection: new Ejection(this.#options.ejection) };
  }
}
