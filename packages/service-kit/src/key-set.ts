/** auth's public keys, kept on disk so that a service starts and verifies without auth. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { keySet as keySetSchema } from '@keep/contracts/auth-http';
import { keysRotated } from '@keep/contracts/auth-events';
import { anyonesSubject } from '@keep/contracts/event-envelope';
import { type CryptoKey, importJWK } from 'jose';
import { AppError, unavailable } from './app-error.ts';
import type { AuthSource, PublicKeys } from './auth-source.ts';
import type { EventBus, Subscription } from './event-bus.ts';
import type { Logger } from './logger.ts';
import { type Periodic, periodically } from './periodically.ts';

const REFRESH_EVERY = 5 * 60_000;
/** An unknown key id makes the set be fetched anew, but not more often than this: strangers choose key ids too. */
const ASK_AGAIN_AFTER = 2_000;
const RETRY_WHILE_EMPTY = 200;

export class KeySet {
  readonly #source: AuthSource;
  readonly #file: string;
  readonly #logger: Logger;
  #keys = new Map<string, CryptoKey>();
  #fetchedAt = 0;
  #fetching: Promise<void> | undefined;
  #refresher: Periodic | undefined;
  #subscription: Subscription | undefined;

  /** `file` holds the last known set between starts. */
  constructor(source: AuthSource, file: string, logger: Logger) {
    this.#source = source;
    this.#file = file;
    this.#logger = logger;
  }

  /** Whether there is any key to verify with. */
  get isReady(): boolean {
    return this.#keys.size > 0;
  }

  /** Loads what the disk has, then keeps the set fresh: by the clock, and when keys were rotated. */
  async start(bus: EventBus): Promise<void> {
    await this.#loadFile();
    this.#refresher = periodically('refresh public keys', REFRESH_EVERY, this.#logger, () => this.#fetchUntilKnown());
    this.#subscription = bus.listen([anyonesSubject(keysRotated.type)], () => this.refresh(), { replaySeconds: 0 });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([this.#refresher?.stop(), this.#subscription?.close()]);
  }

  /** The key of this id, fetched anew when it is not known. Throws a 401 for a key that does not exist, a 503 while none is known. */
  async find(keyId: string | undefined): Promise<CryptoKey> {
    const known = this.#keys.get(keyId ?? '');
    if (known) return known;
    // One that is under way, as at the start of a process, is waited for.
    if (this.#fetching || Date.now() - this.#fetchedAt > ASK_AGAIN_AFTER) await this.refresh().catch(() => undefined);
    const found = this.#keys.get(keyId ?? '');
    if (found) return found;
    if (!this.isReady) throw unavailable('The keys to check access tokens with are not known yet.');
    throw new AppError('unauthenticated', 'unauthenticated', 'The access token is not valid.');
  }

  /** Fetches the set from auth; parallel calls share one fetch. */
  refresh(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => (this.#fetching = undefined));
    return this.#fetching;
  }

  #stopped = false;

  async #fetchUntilKnown(): Promise<void> {
    for (;;) {
      try {
        return await this.refresh();
      } catch (error) {
        if (this.isReady || this.#stopped) throw error;
        await new Promise(resolve => setTimeout(resolve, RETRY_WHILE_EMPTY));
      }
    }
  }

  async #fetch(): Promise<void> {
    this.#fetchedAt = Date.now();
    const set = await this.#source.publicKeys();
    await this.#adopt(set);
    await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
    const temporary = `${this.#file}.${process.pid}`;
    await writeFile(temporary, JSON.stringify(set), { mode: 0o600 });
    await rename(temporary, this.#file);
  }

  async #loadFile(): Promise<void> {
    const text = await readFile(this.#file, 'utf8').catch(() => undefined);
    if (text === undefined) return;
    try {
      await this.#adopt(keySetSchema.parse(JSON.parse(text)));
    } catch (error) {
      this.#logger.warn({ err: error }, 'the saved public keys cannot be read; they will be fetched');
    }
  }

  async #adopt(set: PublicKeys): Promise<void> {
    const keys = new Map<string, CryptoKey>();
    for (const jwk of set.keys) {
      const key = await importJWK(jwk, 'EdDSA');
      if (!(key instanceof Uint8Array)) keys.set(jwk.kid, key);
    }
    this.#keys = keys;
  }
}
