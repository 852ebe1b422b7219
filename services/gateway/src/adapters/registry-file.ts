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
  #seen = '';
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
    if (version === this.#seen) return;
    const text = await readFile(this.#path, 'utf8');
    // Noted before it is understood: what cannot be understood is reported once, not five times a second.
    this.#seen = version;
    listener(registrySchema.parse(JSON.parse(text)));
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
