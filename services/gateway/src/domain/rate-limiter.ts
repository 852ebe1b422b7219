/** One token bucket for each key, in bounded memory: the key that was quiet the longest is forgotten first. */
import { type Bucket, type BucketLimit, fullBucket, takeToken } from './token-bucket.ts';

export class RateLimiter {
  readonly #limit: BucketLimit;
  readonly #maxKeys: number;
  readonly #buckets = new Map<string, Bucket>();

  /** A rate of 0 switches the limit off. */
  constructor(limit: BucketLimit, maxKeys: number) {
    this.#limit = limit;
    this.#maxKeys = maxKeys;
  }

  /** 0 when the request may pass, else the seconds to wait. */
  take(key: string, now: number): number {
    if (this.#limit.rate === 0) return 0;
    const known = this.#buckets.get(key);
    // A map keeps the order of insertion: put back, this key is the last to be forgotten.
    if (known) this.#buckets.delete(key);
    else if (this.#buckets.size >= this.#maxKeys) this.#forgetQuietest();
    const bucket = known ?? fullBucket(this.#limit, now);
    this.#buckets.set(key, bucket);
    return takeToken(bucket, this.#limit, now);
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  #forgetQuietest(): void {
    for (const key of this.#buckets.keys()) {
      this.#buckets.delete(key);
      return;
    }
  }
}
