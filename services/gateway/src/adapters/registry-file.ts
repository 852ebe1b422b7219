/** The registry of replicas in a file that the launcher replaces whenever a replica comes or goes. */
import { readFile, stat } from 'node:fs/promises';
import type { Logger } from '@keep/service-kit/logger';
import { type Periodic, periodically } from '@keep/service-kit/periodically';
import { registrySchema } from '../domain/registry.ts';
import type { Registry, RegistrySource } from '../ports.ts';

/** Watching by events is not reliable on every file system, and asking for the time of one file costs nothing. */
const LOOK_EVERY = 200;

/** A file that is missing or cannot be understood keeps what was known last. */
export class RegistryFile implements RegistrySource {
  readonly #path: string;
  readonly #logger: Logger;
  #understood = '';
  #refused = '';
  #looking: Periodic | undefined;

  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
  }

  async watch(listener: (registry: Registry) => void): Promise<void> {
    await this.#look(listener).catch(() => undefined);
    this.#looking = periodically('read the registry of replicas', LOOK_EVERY, this.#logger, () => this.#look(listener));
  }

  async stop(): Promise<void> {
    await this.#looking?.stop();
  }

  async #look(listener: (registry: Registry) => void): Promise<void> {
    const found = await stat(this.#path).catch(() => undefined);
    if (!found) return;
    const version = `${found.ino} ${found.mtimeMs} ${found.size}`;
    if (version === this.#understood) return;
    const registry = await this.#read(version);
    if (!registry) return;
    listener(registry);
    this.#understood = version;
  }

  /** Undefined for a malformed file: its version is logged once, and read again at each look, because it may be half written. */
  async #read(version: string): Promise<Registry | undefined> {
    const text = await readFile(this.#path, 'utf8');
    try {
      return registrySchema.parse(JSON.parse(text));
    } catch (error) {
      if (version !== this.#refused) this.#logger.warn({ err: error }, 'the registry of replicas is malformed');
      this.#refused = version;
      return undefined;
    }
  }
}

/** A registry that never changes. */
export function staticRegistry(registry: Registry): RegistrySource {
  return {
    watch: listener => {
      listener(registry);
      return Promise.resolve();
    },
    stop: () => Promise.resolve(),
  };
}
