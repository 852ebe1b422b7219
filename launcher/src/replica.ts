/** One process of a service, kept alive: started, watched, restarted when it dies, stopped gracefully. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { LauncherMessage, ServiceMessage } from '@keep/service-kit/run-service';
import { makeBackOff } from './back-off.ts';
import { KeepError } from './keep-error.ts';
import { openLog } from './log-file.ts';

/** `failed`: it cannot start, says why, and is tried again. */
export type ReplicaState = 'starting' | 'ready' | 'restarting' | 'failed' | 'stopping' | 'stopped';

export type ReplicaPlan = {
  service: string;
  /** The services that live in this process: one, or all of them. */
  holds: readonly string[];
  /** From 1. */
  number: number;
  /** From the root of the project, so that the command line names the service. */
  entry: string;
  root: string;
  logsDir: string;
  port: number;
  opsPort: number;
  environment: Record<string, string>;
  nodeArguments: readonly string[];
};

export type ReplicaEvents = {
  /** The state or the process changed. */
  onChange(replica: Replica): void;
  /** It died, and comes back by itself. */
  onDeath(replica: Replica, how: string): void;
  /** It cannot start, for a new reason, and is tried again. A failure of `start` is that promise's rejection alone. */
  onFailure(replica: Replica): void;
  /** It wrote a mail to a file, for want of a mail server. */
  onMail(file: string): void;
};

/** The kit's own grace for open requests is 5 s. */
const KILL_AFTER = 8_000;

export class Replica {
  readonly plan: ReplicaPlan;
  readonly #events: ReplicaEvents;
  readonly #backOff = makeBackOff();
  #child: ChildProcess | undefined;
  #state: ReplicaState = 'stopped';
  #startedAt = 0;
  #readyAt = 0;
  #starts = 0;
  #restarts = 0;
  #hasBeenReady = false;
  #sentence: string | undefined;
  #reason: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #onSettled: ((error?: KeepError) => void) | undefined;
  #gone: Promise<void> = Promise.resolve();
  #restarting: Promise<void> = Promise.resolve();
  #isRetired = false;

  constructor(plan: ReplicaPlan, events: ReplicaEvents) {
    this.plan = plan;
    this.#events = events;
  }

  get state(): ReplicaState {
    return this.#state;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** How often it was brought back after it had died. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Why its last start failed, in one sentence; undefined once it is ready. */
  get reason(): string | undefined {
    return this.#reason;
  }

  get isFirstStart(): boolean {
    return this.#starts === 1;
  }

  /** Milliseconds since the epoch. */
  get startedAt(): number {
    return this.#startedAt;
  }

  /** Milliseconds from the start of the process until it was ready, or undefined while it is not. */
  get readyIn(): number | undefined {
    return this.#state === 'ready' ? this.#readyAt - this.#startedAt : undefined;
  }

  get url(): string {
    return `http://127.0.0.1:${this.plan.port}`;
  }

  /** Resolves once it is ready. Rejects with the reason when this start fails; it is tried again all the same, until it is stopped. */
  start(): Promise<void> {
    const settled = new Promise<void>((resolve, reject) => {
      this.#onSettled = error => {
        this.#onSettled = undefined;
        if (error) reject(error);
        else resolve();
      };
    });
    this.#spawn();
    return settled;
  }

  /**
   * Ends the process gracefully and starts it anew, after any restart that is under way; resolves once it is ready again,
   * and rejects as `start` does. From the start of `drain`, in milliseconds, it counts as stopping, and still answers
   * clients that do not know of that.
   */
  restart(drain = 0): Promise<void> {
    const restarted = this.#restarting.then(() => this.#restartNow(drain));
    this.#restarting = restarted.catch(() => undefined);
    return restarted;
  }

  /** Sends a signal and lets things take their course; false where there is no process. */
  kill(signal: NodeJS.Signals): boolean {
    return this.#child?.kill(signal) ?? false;
  }

  /** Resolves once the process has ended, by force if it does not in time. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    const child = this.#child;
    if (!child) return this.#enter('stopped');
    this.#enter('stopping');
    const force = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER);
    if (child.connected) child.send({ type: 'stop' } satisfies LauncherMessage, () => undefined);
    else child.kill('SIGTERM');
    await this.#gone;
    clearTimeout(force);
  }

  /** Stops for good, whoever else is about to start it. */
  retire(): Promise<void> {
    this.#isRetired = true;
    return this.stop();
  }

  async #restartNow(drain: number): Promise<void> {
    if (drain > 0 && this.#state === 'ready') {
      this.#enter('stopping');
      await delay(drain);
    }
    await this.stop();
    await this.start();
  }

  #spawn(): void {
    if (this.#isRetired) return this.#onSettled?.(new KeepError(`${this.plan.service} is being stopped.`));
    this.#sentence = undefined;
    this.#startedAt = Date.now();
    this.#starts += 1;
    try {
      this.#watch(this.#makeProcess());
    } catch (error) {
      // Without a log file or a process table entry there is no process: that is a failed start like any other.
      this.#enter('starting');
      this.#died(error instanceof Error ? error.message : String(error));
    }
  }

  #makeProcess(): ChildProcess {
    const { entry, root, logsDir, service, environment, nodeArguments } = this.plan;
    const log = openLog(logsDir, service);
    try {
      return spawn(process.execPath, [...nodeArguments, entry], {
        cwd: root,
        env: environment,
        stdio: ['ignore', log, log, 'ipc'],
        windowsHide: true,
      });
    } finally {
      closeSync(log);
    }
  }

  #watch(child: ChildProcess): void {
    this.#child = child;
    child.on('message', (message: ServiceMessage) => this.#hear(message));
    this.#gone = new Promise(resolve => {
      child.once('exit', (code, signal) => resolve(this.#died(signal ?? `exit code ${code}`)));
      child.once('error', error => child.pid ?? resolve(this.#died(error.message)));
    });
    this.#enter('starting');
  }

  #hear(message: ServiceMessage): void {
    if (message.type === 'failed') this.#sentence = message.sentence;
    if (message.type === 'mail') this.#events.onMail(message.file);
    if (message.type !== 'ready' || this.#state !== 'starting') return;
    this.#readyAt = Date.now();
    this.#hasBeenReady = true;
    this.#reason = undefined;
    this.#enter('ready');
    this.#onSettled?.();
  }

  #died(how: string): void {
    this.#child = undefined;
    if (this.#state === 'stopping') {
      this.#enter('stopped');
      return this.#onSettled?.(new KeepError(`${this.plan.service} was stopped before it was ready.`));
    }
    const hasFailed = this.#state === 'starting' && (this.#sentence !== undefined || !this.#hasBeenReady);
    // Before anything else is told of it: whoever is told may stop it.
    const wait = this.#backOff.next(Date.now() - this.#startedAt, hasFailed);
    this.#timer = setTimeout(() => this.#spawn(), wait);
    if (hasFailed) this.#fail(this.#sentence ?? this.#unexplained(how));
    else this.#restartAfterDeath(how);
    this.#onSettled?.(new KeepError(`${this.plan.service}: ${this.#reason ?? this.#unexplained(how)}`));
  }

  #restartAfterDeath(how: string): void {
    this.#restarts += 1;
    this.#events.onDeath(this, this.#sentence ?? how);
    this.#enter('restarting');
  }

  #fail(reason: string): void {
    const isNew = reason !== this.#reason;
    this.#reason = reason;
    this.#enter('failed');
    if (isNew && !this.#onSettled) this.#events.onFailure(this);
  }

  #unexplained(how: string): string {
    return `It ended (${how}) before it was ready: npm run keep -- logs ${this.plan.service} shows why.`;
  }

  #enter(state: ReplicaState): void {
    this.#state = state;
    this.#events.onChange(this);
  }
}
