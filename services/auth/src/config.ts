/** auth's environment as a schema. */
import { readFileSync } from 'node:fs';
import { TRASH_DAYS } from '@keep/contracts/notes-http';
import { commonConfig } from '@keep/service-kit/read-config';
import { z } from 'zod';
import type { SignUpMode } from './domain/sign-up-rule.ts';

const count = z.coerce.number().int().min(1);
const seconds = z.coerce.number().positive();
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ });

export const authConfig = commonConfig.extend({
  /** The PostgreSQL server in which auth makes its own database; without it, everything is in a file. */
  POSTGRES_URL: postgresUrl.optional(),
  /** auth's own PostgreSQL database, instead of one that it makes. */
  DATABASE_URL: postgresUrl.optional(),
  /** Connections to PostgreSQL at most, for each process. */
  DATABASE_CONNECTIONS: count.default(10),

  /** Who may make an account; without it, `signUpMode` decides. */
  KEEP_SIGN_UP: z.enum(['open', 'verify', 'closed']).optional(),
  /** What the first account needs, where it is set. */
  KEEP_SET_UP_CODE: z.string().min(8).max(100).optional(),
  /** Where people reach Keep; by https, cookies are `Secure`. */
  KEEP_PUBLIC_URL: z.url().optional(),
  /** Where the gateway listens. */
  KEEP_HOST: z.string().default('127.0.0.1'),
  /** `smtp://` or `smtps://`; without it, mail is written to files. */
  KEEP_SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  KEEP_MAIL_FROM: z.string().default('Keep <keep@localhost>'),
  /** Where mail is written; `mail` beside the service's folder unless told. */
  MAIL_DIR: z.string().optional(),

  /** Wrong passwords of one account from one origin: a session, a device, or a network. */
  SIGN_IN_FAILURES_PER_MINUTE: count.default(10),
  /** Those before each further one costs a wait: from one origin, and from all strangers together. */
  SIGN_IN_FREE_FAILURES: count.default(10),
  SIGN_IN_FREE_FAILURES_OF_STRANGERS: count.default(100),
  /** In seconds. */
  SIGN_IN_LONGEST_WAIT: seconds.default(300),
  /** Wrong passwords of strangers from one network, whatever the accounts. */
  SIGN_IN_FAILURES_PER_HOUR_FROM_NETWORK: count.default(100),
  /** Codes mailed at the request of one asker, for strangers to one address, and for strangers from one network. */
  CODES_PER_HOUR: count.default(5),
  CODES_PER_HOUR_TO_ADDRESS: count.default(15),
  CODES_PER_HOUR_FROM_NETWORK: count.default(60),
  /** Passwords hashed at a time, and how many more may wait. */
  HASHES_AT_ONCE: count.default(4),
  HASHES_WAITING: count.default(200),
  API_TOKENS_PER_PERSON: count.default(100),
  SESSIONS_PER_PERSON: count.default(100),
  /** Days that a note stays in the trash: the setting of notes, which the launcher passes on. */
  TRASH_DAYS: z.coerce.number().min(0).default(TRASH_DAYS),
  SESSION_IDLE_DAYS: seconds.default(60),
  /** For how long a spent refresh token is honoured until its successor is used. */
  REFRESH_GRACE: seconds.default(60),
  CLEAN_UP_EVERY: seconds.default(600),
  /** The services that must answer an erasure, and how often those that did not are asked again. */
  DELETION_PARTICIPANTS: z
    .string()
    .default('notes')
    .transform(text => text.split(',').filter(name => name !== '')),
  DELETION_ASK_AGAIN: seconds.default(30),
  /** The log of an erased person is purged this long after their request, and not before all have answered. */
  DELETION_PURGE_AFTER: seconds.default(15),
});
export type AuthConfig = z.output<typeof authConfig>;

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\])$/;

/** Open only where nobody else can reach it, unless it was said by name. */
export function signUpMode({ KEEP_SIGN_UP, KEEP_PUBLIC_URL, KEEP_HOST, KEEP_SMTP_URL }: AuthConfig): SignUpMode {
  if (KEEP_SIGN_UP) return KEEP_SIGN_UP;
  if (KEEP_PUBLIC_URL === undefined && LOOPBACK.test(KEEP_HOST)) return 'open';
  return KEEP_SMTP_URL ? 'verify' : 'closed';
}

/** What the use cases take of the settings; times in milliseconds. */
export function readSettings(config: AuthConfig) {
  return {
    mode: signUpMode(config),
    setUpCode: config.KEEP_SET_UP_CODE,
    limits: {
      perMinute: config.SIGN_IN_FAILURES_PER_MINUTE,
      free: config.SIGN_IN_FREE_FAILURES,
      freeOfStrangers: config.SIGN_IN_FREE_FAILURES_OF_STRANGERS,
      perNetwork: config.SIGN_IN_FAILURES_PER_HOUR_FROM_NETWORK,
      longestWait: config.SIGN_IN_LONGEST_WAIT * 1_000,
    },
    codeLimits: {
      byAsker: config.CODES_PER_HOUR,
      toAddress: config.CODES_PER_HOUR_TO_ADDRESS,
      fromNetwork: config.CODES_PER_HOUR_FROM_NETWORK,
    },
    idle: config.SESSION_IDLE_DAYS * 86_400_000,
    grace: config.REFRESH_GRACE * 1_000,
    tokensPerPerson: config.API_TOKENS_PER_PERSON,
    sessionsPerPerson: config.SESSIONS_PER_PERSON,
    serverFacts: {
      version: packageVersion(),
      mail: config.KEEP_SMTP_URL !== undefined,
      trashDays: config.TRASH_DAYS,
      features: [],
    },
    participants: config.DELETION_PARTICIPANTS,
    askAgainAfter: config.DELETION_ASK_AGAIN * 1_000,
    purgeAfter: config.DELETION_PURGE_AFTER * 1_000,
  };
}

/** All packages of Keep have one version. */
function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
