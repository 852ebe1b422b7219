/** A service's environment as a schema that fails at start, with every faulty variable named at once. */
import { z } from 'zod';
import { StartError } from './app-error.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads `environment` by `schema`; an empty variable counts as absent. Throws `StartError` naming each faulty variable. */
export function readConfig<Schema extends z.ZodObject>(schema: Schema, environment: Environment): z.output<Schema> {
  const present = Object.fromEntries(
    Object.keys(schema.shape).flatMap(name => (environment[name] ? [[name, environment[name]]] : [])),
  );
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    issue => `${issue.path.join('.')} ${issue.code === 'invalid_type' ? `must be a ${issue.expected}` : issue.message}`,
  );
  throw new StartError(`Set these environment variables right and start again: ${faults.join('; ')}.`);
}

/** `true`, `1`, `on`, `yes` and their opposites. */
export const flag = z.stringbool({ truthy: ['true', '1', 'on', 'yes'], falsy: ['false', '0', 'off', 'no'] });

/** A TCP port; 0 lets the system choose. */
export const port = z.coerce.number().int().min(0).max(65_535);

/** What every service reads, beside its own. */
export const commonConfig = z.object({
  /** The service's own folder; nobody else opens it. */
  DATA_DIR: z.string().min(1),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(0),
  /** Where /healthz, /readyz and /metrics are answered. */
  OPS_PORT: port.default(0),
  AUTH_URL: z.url().optional(),
  BROKER_URL: z.url().optional(),
  /** A NATS server or cluster with JetStream instead of the broker; several addresses joined by commas. */
  NATS_URL: z.string().optional(),
  /** How many of its nodes keep each event; 3 in a cluster and 1 without unless told. */
  NATS_REPLICAS: z.coerce.number().int().min(1).max(5).optional(),
  /** `always` when its operator set `sync_interval: always`, which a server does not tell. */
  NATS_SYNC: z.literal('always').optional(),
  /** This service's own secret, 64 hex digits, by which other processes know it. */
  SERVICE_SECRET: z.string().min(32).optional(),
  /** JSON file of who may call internal endpoints: see callers.ts. */
  CALLERS_FILE: z.string().optional(),
  TOKEN_ISSUER: z.string().default('keep'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
});
export type CommonConfig = z.output<typeof commonConfig>;
