/** Runs the whole system: starts the services in their order, keeps them alive, scales them, and stops them. */
import { setTimeout as delay } from 'node:timers/promises';
import { KeepError } from './keep-error.ts';
import type { DataDirectory } from './data-directory.ts';
import { makeRegistryFile } from './registry-file.ts';
import { Replica } from './replica.ts';
import {
  environmentsVariable,
  type ReplicaPorts,
  serviceEnvironment,
  type SystemFacts,
} from './service-environment.ts';
import type { Settings } from './settings-read.ts';
import { BROKER, GATEWAY, oneProcess, type Places, services, servicesOf, type ServiceSpec } from './topology.ts';

export type SystemPlan = {
  root: string;
  settings: Settings;
  directory: DataDirectory;
  places: Places;
  callersFile: string;
  freePort: () => Promise<number>;
  /** Arguments for Node itself, by service: how `--inspect` gets in. */
  nodeArguments: Readonly<Record<string, readonly string[]>>;
};

export type SystemEvents = {
  /** Something that the person at the terminal should read. */
  tell(line: string): void;
  /** Processes came or went. */
  onChange(replicas: readonly Replica[]): void;
};

type Group = { spec: ServiceSpec; replicas: Replica[] };

/** Milliseconds. */
const REMIND_EVERY = 10_000;
const RECORD_AGAIN = 1_000;
const MOST_REPLICAS = 16;
/** Longer than the gateway takes to read its registry anew. */
const DRAIN = 500;

export class System {
  readonly #plan: SystemPlan;
  readonly #events: SystemEvents;
  readonly #groups: Group[];
  readonly #facts: SystemFacts;
  readonly #firstPorts: ReadonlyMap<string, ReplicaPorts>;
  readonly #updateRegistry: ReturnType<typeof makeRegistryFile>;
  #stopping: Promise<void> | undefined;
  #recording: NodeJS.Timeout | undefined;
  #cannotRecord = false;

  private constructor(plan: SystemPlan, events: SystemEvents, firstPorts: ReadonlyMap<string, ReplicaPorts>) {
    this.#plan = plan;
    this.#events = events;
    this.#firstPorts = firstPorts;
    const urls = Object.fromEntries(
      Array.from(firstPorts, ([name, { port }]) => [name, `http://127.0.0.1:${port}`] as const),
    );
    this.#facts = { ...plan, urls };
    this.#groups = (plan.settings.shape === 'one' ? [oneProcess] : servicesOf(plan.settings)).map(spec => ({
      spec,
      replicas: [],
    }));
    this.#updateRegistry = makeRegistryFile(plan.places.registryFile);
  }

  /** Chooses all ports, so that every service can be told where auth and the broker will be. */
  static async plan(plan: SystemPlan, events: SystemEvents): Promise<System> {
    const ports = new Map<string, ReplicaPorts>();
    for (const { name } of servicesOf(plan.settings)) ports.set(name, await choosePorts(plan, name));
    const system = new System(plan, events, ports);
    for (const group of system.#groups) group.replicas.push(await system.#makeReplica(group.spec, 1));
    return system;
  }

  get replicas(): readonly Replica[] {
    return this.#groups.flatMap(({ replicas }) => replicas);
  }

  /** Where auth answers other processes of Keep. */
  get authUrl(): string {
    return this.#facts.urls['auth'] ?? '';
  }

  /** Where the broker answers other processes of Keep; undefined where NATS takes its place. */
  get brokerUrl(): string | undefined {
    return this.#facts.urls[BROKER];
  }

  /** Where people reach Keep, as seen from this machine. */
  get url(): string {
    const { host = '127.0.0.1', port } = this.#firstPorts.get(GATEWAY) ?? {};
    const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
    return `http://${name}:${port}`;
  }

  /**
   * Resolves once all are ready, but for those that cannot start: the others run without them, and they are tried again.
   * Where the gateway cannot start, nothing can be reached: stops all and rejects with its one sentence.
   */
  async start(): Promise<void> {
    const reminder = setInterval(() => this.#tellWhoIsLate(), REMIND_EVERY);
    try {
      const doors = this.#groups.filter(({ spec }) => isDoor(spec)).flatMap(({ replicas }) => replicas);
      const others = this.#groups.filter(({ spec }) => !isDoor(spec)).flatMap(({ replicas }) => replicas);
      await Promise.all(others.map(replica => replica.start().catch(() => this.#tellOfFailure(replica))));
      if (!this.#stopping) await Promise.all(doors.map(replica => replica.start()));
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      clearInterval(reminder);
    }
  }

  #tellWhoIsLate(): void {
    const late = this.replicas.filter(({ state }) => state === 'starting').map(nameOf);
    if (late.length > 0)
      this.#events.tell(`Still waiting for ${late.join(', ')}: npm run keep -- doctor shows what for.`);
  }

  #tellOfFailure(replica: Replica): void {
    if (this.#stopping) return;
    this.#events.tell(`${nameOf(replica)} cannot start and is tried again. ${replica.reason}`);
  }

  /**
   * The gateway first, so that no request comes to services that end, and the broker last, so that they publish what they
   * have written and miss nothing. Resolves once every process has ended.
   */
  stop(): Promise<void> {
    this.#stopping ??= (async () => {
      await this.#retire(({ spec }) => isDoor(spec));
      await this.#retire(({ spec }) => spec.name !== BROKER);
      await this.#retire(() => true);
      clearTimeout(this.#recording);
    })();
    return this.#stopping;
  }

  async #retire(isMeant: (group: Group) => boolean): Promise<void> {
    const replicas = this.#groups.filter(isMeant).flatMap(group => group.replicas);
    await Promise.all(replicas.map(replica => replica.retire()));
  }

  /** One replica after the other, each drained first where another takes over: a service of several fails no request. */
  async restart(service: string): Promise<void> {
    const { replicas } = this.#find(service);
    for (const replica of replicas) await replica.restart(replicas.length > 1 ? DRAIN : 0);
  }

  /** Signals every replica, or the one of that number; answers the process ids. */
  kill(service: string, signal: NodeJS.Signals, number?: number): number[] {
    const all = this.#find(service).replicas;
    const replicas = all.filter(replica => number === undefined || replica.plan.number === number);
    if (replicas.length === 0)
      throw new KeepError(`There is no replica ${number} of ${service}: the highest is ${all.length}.`);
    const pids = replicas.flatMap(replica => (replica.pid === undefined ? [] : [replica.pid]));
    for (const replica of replicas) replica.kill(signal);
    return pids;
  }

  async scale(service: string, count: number): Promise<void> {
    const group = this.#find(service);
    assertScalable(group.spec, service, count);
    while (group.replicas.length > count) await this.#removeLast(group);
    const added: Replica[] = [];
    for (let number = group.replicas.length + 1; number <= count; number += 1)
      added.push(await this.#makeReplica(group.spec, number));
    await Promise.all(added.map(replica => this.#add(group, replica)));
  }

  async #add(group: Group, replica: Replica): Promise<void> {
    group.replicas.push(replica);
    try {
      await replica.start();
    } catch (error) {
      group.replicas.splice(group.replicas.indexOf(replica), 1);
      await replica.retire();
      throw error;
    }
  }

  async #removeLast(group: Group): Promise<void> {
    const replica = group.replicas.pop();
    this.#changed();
    await delay(DRAIN);
    await replica?.retire();
  }

  #find(service: string): Group {
    const name = this.#plan.settings.shape === 'one' && isService(service) ? oneProcess.name : service;
    const group = this.#groups.find(({ spec }) => spec.name === name);
    if (group) return group;
    const names = this.#groups.map(({ spec }) => spec.name).join(', ');
    throw new KeepError(`There is no service ${service}: there are ${names}.`);
  }

  async #makeReplica(spec: ServiceSpec, number: number): Promise<Replica> {
    const known = number === 1 ? this.#firstPorts.get(spec === oneProcess ? GATEWAY : spec.name) : undefined;
    const ports = known ?? (await choosePorts(this.#plan, spec.name));
    const plan = {
      service: spec.name,
      holds: spec === oneProcess ? servicesOf(this.#plan.settings).map(({ name }) => name) : [spec.name],
      number,
      entry: spec.entry,
      root: this.#plan.root,
      logsDir: this.#plan.directory.logs,
      port: ports.port,
      opsPort: ports.opsPort,
      environment: spec === oneProcess ? this.#oneEnvironment() : serviceEnvironment(spec, this.#facts, ports),
      nodeArguments: this.#plan.nodeArguments[spec.name] ?? [],
    };
    return new Replica(plan, {
      onChange: replica => this.#changed(replica),
      onDeath: (replica, how) => {
        // Ctrl-C reaches every process of the terminal: some end before their turn.
        if (!this.#stopping) this.#events.tell(`${nameOf(replica)} died (${how}); it is being restarted.`);
      },
      onFailure: replica => this.#tellOfFailure(replica),
      onMail: file => this.#events.tell(`A mail was written to ${file}.`),
    });
  }

  /** One process gets what each of its services would have got. */
  #oneEnvironment(): Record<string, string> {
    const entries = servicesOf(this.#plan.settings).map(spec => {
      const ports = this.#firstPorts.get(spec.name) ?? { host: '127.0.0.1', port: 0, opsPort: 0 };
      return [spec.name, serviceEnvironment(spec, this.#facts, ports)] as const;
    });
    const byService = Object.fromEntries(entries);
    return { ...byService[GATEWAY], [environmentsVariable]: JSON.stringify(byService) };
  }

  #changed(replica?: Replica): void {
    if (replica?.state === 'ready' && !replica.isFirstStart)
      this.#events.tell(`${nameOf(replica)} is ready again (${replica.readyIn} ms).`);
    this.#record();
  }

  /** A full disk must not end the launcher, and all services with it: what cannot be written is written later. */
  #record(): void {
    clearTimeout(this.#recording);
    try {
      if (this.#plan.settings.shape === 'services') this.#updateRegistry(this.#groups);
      this.#events.onChange(this.replicas);
      this.#cannotRecord = false;
    } catch (error) {
      if (!this.#cannotRecord)
        this.#events.tell(
          `The launcher cannot write to ${this.#plan.directory.run}, and tries again: ${String(error)}`,
        );
      this.#cannotRecord = true;
      this.#recording = setTimeout(() => this.#record(), RECORD_AGAIN).unref();
    }
  }
}

/** What people reach: the gateway, or the one process that holds it. */
function isDoor(spec: ServiceSpec): boolean {
  return spec.name === GATEWAY || spec === oneProcess;
}

function isService(name: string): boolean {
  return services.some(spec => spec.name === name);
}

/** `notes`, and `notes 2` for the second of several. */
export function nameOf({ plan }: Replica): string {
  return plan.number === 1 ? plan.service : `${plan.service} ${plan.number}`;
}

async function choosePorts({ settings, freePort }: SystemPlan, service: string): Promise<ReplicaPorts> {
  const isGateway = service === GATEWAY;
  return {
    host: isGateway ? settings.host : '127.0.0.1',
    port: isGateway && settings.port !== 0 ? settings.port : await freePort(),
    opsPort: await freePort(),
  };
}

function assertScalable(spec: ServiceSpec, service: string, count: number): void {
  if (spec === oneProcess)
    throw new KeepError(`All services share one process here: start Keep without --shape=one to scale ${service}.`);
  if (!spec.scales)
    throw new KeepError(`${service} runs as one process: auth, notes and notify are what can be scaled.`);
  if (!Number.isInteger(count) || count < 1 || count > MOST_REPLICAS)
    throw new KeepError(`A service runs as 1 to ${MOST_REPLICAS} processes: choose a number between.`);
}
