/** The token bucket: `burst` requests at once, `rate` a second in the long run. */

/** `rate` is tokens a second, `burst` the most that a bucket holds. */
export type BucketLimit = { rate: number; burst: number };

/** `at` is the time, in milliseconds, for which `tokens` is right. */
export type Bucket = { tokens: number; at: number };

export function fullBucket({ burst }: BucketLimit, now: number): Bucket {
  return { tokens: burst, at: now };
}

/** Takes a token and answers 0, or leaves the bucket and answers the seconds until there is one. */
export function takeToken(bucket: Bucket, { rate, burst }: BucketLimit, now: number): number {
  const elapsed = Math.max(0, now - bucket.at);
  bucket.tokens = Math.min(burst, bucket.tokens + (elapsed * rate) / 1000);
  bucket.at = Math.max(now, bucket.at);
  if (bucket.tokens < 1) return (1 - bucket.tokens) / rate;
  bucket.tokens -= 1;
  return 0;
}
