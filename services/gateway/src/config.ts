/** The gateway's environment: where the services are, which hosts it answers for, and every threshold. */
import { fileURLToPath } from 'node:url';
import { commonConfig, flag } from '@keep/service-kit/read-config';
import { z } from 'zod';
import { trustedProxies } from './domain/client-address.ts';
import { parseOrigin } from './domain/cross-origin.ts';
import { registrySchema } from './domain/registry.ts';
import type { UpstreamOptions } from './use-cases/upstream.ts';

const whole = z.coerce.number().int().min(0);
const part = z.coerce.number().min(0).max(1);

/** A list separated by commas, of which `parse` makes what is needed; what it throws says what is wrong. */
const listOf = <Parsed>(parse: (entries: string[]) => Parsed) =>
  z.string().transform((text, context) => {
    try {
      return parse(
        text
          .split(',')
          .map(entry => entry.trim())
          .filter(Boolean),
      );
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'cannot be read' });
      return z.NEVER;
    }
  });

const registryJson = z.string().transform((text, context) => {
  try {
    return registrySchema.parse(JSON.parse(text));
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON such as {"notes": ["http://10.0.0.5:4101"]}' });
    return z.NEVER;
  }
});

export const gatewayConfig = commonConfig.extend({
  /** JSON file of each service's replicas, replaced whenever they change. */
  REGISTRY_FILE: z.string().optional(),
  /** The same JSON itself, where replicas stay where they are. */
  GATEWAY_UPSTREAMS: registryJson.optional(),
  /** The address that people were told to reach Keep at; `HOST` is where it listens. */
  KEEP_HOST: z.string().optional(),
  KEEP_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Addresses and CIDR ranges of proxies whose `X-Forwarded-For` is believed, separated by commas. */
  TRUSTED_PROXIES: listOf(trustedProxies).default(() => trustedProxies([])),

  /** The files of the web client, as its build has left them. */
  WEB_DIR: z.string().default(fileURLToPath(new URL('../../../web/dist', import.meta.url))),

  /** Origins whose pages may call the API with an API token, separated by commas. */
  CORS_ORIGINS: listOf(entries => entries.map(parseOrigin)).default([]),
  /** Whether JSON answers are compressed for clients that take gzip. */
  COMPRESSION: flag.default(true),

  /** Requests a second, and at once; a rate of 0 switches the limit off. */
  ADDRESS_RATE: whole.default(500),
  ADDRESS_BURST: whole.default(2_000),
  USER_RATE: whole.default(200),
  USER_BURST: whole.default(1_000),
  /** Addresses, and users, that are remembered at a time. */
  RATE_KEYS: whole.default(50_000),

  /** Milliseconds for an answer, and for a body to arrive. */
  DEADLINE_MS: whole.default(10_000),
  BODY_MS: whole.default(30_000),
  /** Bodies from one address that may take longer than a moment at a time; 0 switches the limit off. */
  SLOW_BODIES: whole.default(32),

  /** Attempts that a read may cost; 1 switches retries off. */
  MAX_ATTEMPTS: whole.min(1).default(3),
  /** Milliseconds after which a read that a replica has not begun to answer goes to another one; 0 switches that off. */
  PATIENCE_MS: whole.default(2_000),
  RETRY_RATIO: part.default(0.1),
  RETRIES_PER_SECOND: whole.default(10),

  BREAKER: flag.default(true),
  BREAKER_RATIO: part.default(0.5),
  BREAKER_SAMPLES: whole.default(20),
  BREAKER_WINDOW_MS: whole.min(100).default(10_000),
  BREAKER_OPEN_MS: whole.default(1_000),

  /** Failures in a row that eject a replica; 0 switches ejection off. */
  EJECT_AFTER: whole.default(3),
  EJECT_MS: whole.default(1_000),
  EJECT_MAX_MS: whole.default(30_000),

  /** Milliseconds for which requests wait when nobody listens at any replica of a service, and how many may; 0: none. */
  HOLD_MS: whole.default(2_000),
  HOLD_REQUESTS: whole.default(500),

  /** Milliseconds for which a request may have to wait before its service is given it; 0 switches the limit off. */
  MAX_WAIT_MS: whole.default(500),
  /** 0 switches the limit off. */
  MAX_IN_FLIGHT: whole.default(2_000),
  MAX_LAG_MS: whole.default(1_000),
  /** Streams that are open at a time, beside the requests; 0 switches the limit off. */
  MAX_STREAMS: whole.default(10_000),

  /** Connections to each replica at a time. */
  CONNECTIONS: whole.min(1).default(128),
});
export type GatewayConfig = z.output<typeof gatewayConfig>;

/** How long failures and retries are remembered that a budget of retries is reckoned by. */
const RETRY_WINDOW_MS = 10_000;
/** Trials at a time of a breaker that is half-open: one alone could hang for a whole deadline. */
const BREAKER_TRIALS = 3;

/** The thresholds that each upstream has for itself. */
export function upstreamOptions(config: GatewayConfig): UpstreamOptions {
  return {
    breaker: config.BREAKER
      ? {
          failureRatio: config.BREAKER_RATIO,
          minSamples: config.BREAKER_SAMPLES,
          windowMs: config.BREAKER_WINDOW_MS,
          openMs: config.BREAKER_OPEN_MS,
          trials: BREAKER_TRIALS,
        }
      : undefined,
    ejection: { after: config.EJECT_AFTER, baseMs: config.EJECT_MS, maxMs: config.EJECT_MAX_MS },
    queue: { atOnce: config.CONNECTIONS, maxWaitMs: config.MAX_WAIT_MS },
    retries: { ratio: config.RETRY_RATIO, perSecond: config.RETRIES_PER_SECOND, windowMs: RETRY_WINDOW_MS },
    waiting: { holdMs: config.HOLD_MS, seats: config.HOLD_REQUESTS },
  };
}
