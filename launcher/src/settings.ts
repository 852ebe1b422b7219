/** What a person sets by `KEEP_*` variables, read once and checked, with a sentence for each fault. */
import { resolve } from 'node:path';
import { z } from 'zod';
import { KeepError } from './keep-error.ts';
import { type Settings, shapes } from './settings-read.ts';
import { services } from './topology.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const webUrl = z.url({ protocol: /^https?$/, error: 'must be an address such as https://keep.example.org' });

const schema = z.object({
  /** Where people reach Keep on this machine; 0 takes any free port. */
  KEEP_PORT: z.coerce.number('must be a whole number from 0 to 65535').int().min(0).max(65_535).default(8080),
  KEEP_DATA_DIR: z.string().default('data'),
  KEEP_HOST: z.string().default('127.0.0.1'),
  /** How people reach Keep from elsewhere, through a reverse proxy. */
  KEEP_PUBLIC_URL: webUrl.optional(),
  KEEP_SIGN_UP: z.enum(['open', 'verify', 'closed'], 'must be open, verify or closed').optional(),
  KEEP_SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be an address such as smtp://user:password@mail.example.org' })
    .optional(),
  /** The sender of every mail. */
  KEEP_MAIL_FROM: z.string().optional(),
  /** A server in which each service that can makes a database of its own, instead of a file. */
  KEEP_POSTGRES_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be an address such as postgres://user:password@127.0.0.1:5432' })
    .optional(),
  /** The replica set in which notes has its database, instead of a file. */
  KEEP_MONGO_URL: z
    .string()
    .regex(
      /^mongodb(\+srv)?:\/\/./,
      'must be an address such as mongodb://user:password@127.0.0.1:27017/?replicaSet=rs0',
    )
    .optional(),
  /** NATS with JetStream, instead of the broker; several addresses joined by commas. */
  KEEP_NATS_URL: z
    .string()
    .regex(/^(nats|tls):\/\/[^/\s]/, 'must be an address such as nats://user:password@127.0.0.1:4222')
    .optional(),
  /** How many nodes of NATS keep each event; 3 in a cluster and 1 without unless told. */
  KEEP_NATS_REPLICAS: z.coerce.number('must be a whole number from 1 to 5').int().min(1).max(5).optional(),
  /** Said by who set `sync_interval: always` in NATS, which a server does not tell. */
  KEEP_NATS_SYNC: z.literal('always', 'can only be always').optional(),
  KEEP_SHAPE: z.enum(shapes, 'must be services or one').default('services'),
});

/** Known to single commands of `npm run keep`. */
const namesOfCommands = ['KEEP_PASSWORD'];

/** Reads the settings; an empty variable counts as absent. Throws a `KeepError` that names every fault. */
export function readSettings(environment: Environment): Settings {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name.startsWith('KEEP_') && value),
  );
  assertKnown(Object.keys(given));
  const result = schema.safeParse(given);
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new KeepError(`Set this right and start again: ${faults.join('; ')}.`);
  }
  const read = result.data;
  return {
    port: read.KEEP_PORT,
    dataDir: resolve(read.KEEP_DATA_DIR),
    host: read.KEEP_HOST,
    publicUrl: read.KEEP_PUBLIC_URL,
    smtpUrl: read.KEEP_SMTP_URL,
    signUp: read.KEEP_SIGN_UP,
    mailFrom: read.KEEP_MAIL_FROM,
    postgresUrl: read.KEEP_POSTGRES_URL,
    nats: read.KEEP_NATS_URL
      ? { url: read.KEEP_NATS_URL, replicas: read.KEEP_NATS_REPLICAS, sync: read.KEEP_NATS_SYNC }
      : undefined,
    mongoUrl: read.KEEP_MONGO_URL,
    shape: read.KEEP_SHAPE,
    isExposed: read.KEEP_PUBLIC_URL !== undefined || !isLoopback(read.KEEP_HOST),
    ofService: Object.fromEntries(services.map(({ name }) => [name, settingsOf(name, environment)])),
  };
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function assertKnown(names: readonly string[]): void {
  const known = [...Object.keys(schema.shape), ...namesOfCommands];
  const unknown = names.filter(name => !known.includes(name));
  if (unknown.length === 0) return;
  throw new KeepError(
    `${unknown.join(', ')} ${unknown.length === 1 ? 'is not a setting' : 'are not settings'} of Keep: correct or unset it; there are ${known.join(', ')}.`,
  );
}

/** `NOTES_LOG_LEVEL=debug` is `LOG_LEVEL=debug` for notes. */
function settingsOf(service: string, environment: Environment): Record<string, string> {
  const prefix = `${service.toUpperCase()}_`;
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      name.startsWith(prefix) && value ? [[name.slice(prefix.length), value]] : [],
    ),
  );
}
