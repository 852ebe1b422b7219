/** The whole system: which services there are, what each may say and hear, and what it is told at its start. */
import { join } from 'node:path';
import type { Settings } from './settings-read.ts';

export type ServiceSpec = {
  name: string;
  /** The file that is run, from the root of the project. */
  entry: string;
  /** Subjects on the bus: what this service says, and what it hears. */
  publishes: readonly string[];
  subscribes: readonly string[];
  /** What it may delete of the log, beside what it says itself. */
  purges: readonly string[];
  /** Its SQLite file, inside its own folder of the data directory. */
  database?: string;
  /** The server that keeps its data instead of that file, where one is set for the whole system. */
  databaseServer?(settings: Settings): string | undefined;
  /** Whether something that is set for the whole system does its work instead. */
  isReplaced?(settings: Settings): boolean;
  /** Whether several processes of it may run at once. */
  scales: boolean;
  /** Whether the gateway forwards to it, to whichever replica. */
  isBehindGateway: boolean;
  /** What it reads beside what every service reads (see service-environment.ts). */
  environment?(settings: Settings, places: Places): Record<string, string | undefined>;
};

/** Where in the data directory the launcher puts what a service must find. */
export type Places = { registryFile: string; mailDir: string; setUpCode: string | undefined };

/** The spec of one service by its name and what differs; the rest is the same for all. */
function service(spec: Partial<ServiceSpec> & Pick<ServiceSpec, 'name'>): ServiceSpec {
  return {
    entry: `services/${spec.name}/dist/main.js`,
    publishes: [],
    subscribes: [],
    purges: [],
    scales: true,
    isBehindGateway: false,
    ...spec,
  };
}

/** In the order of the picture: the gateway last, because it listens when all others are ready. */
export const services: readonly ServiceSpec[] = [
  service({
    name: 'broker',
    database: 'broker.sqlite',
    databaseServer: settings => settings.nats?.url,
    isReplaced: settings => settings.nats !== undefined,
    scales: false,
  }),

  service({
    name: 'auth',
    database: 'auth.sqlite',
    databaseServer: settings => settings.postgresUrl,
    isBehindGateway: true,
    publishes: ['keep.auth.>'],
    subscribes: ['keep.auth.>', 'keep.*.*.user-erased.v1'],
    // The last step of erasing a person: what is left of them in the log goes, whoever said it.
    purges: ['keep.*.*.>'],
    environment: (settings, places) => ({
      POSTGRES_URL: settings.postgresUrl,
      KEEP_SIGN_UP: settings.signUp,
      KEEP_SET_UP_CODE: places.setUpCode,
      KEEP_HOST: settings.host,
      KEEP_PUBLIC_URL: settings.publicUrl,
      KEEP_SMTP_URL: settings.smtpUrl,
      KEEP_MAIL_FROM: settings.mailFrom,
      MAIL_DIR: places.mailDir,
      TRASH_DAYS: settings.ofService['notes']?.['TRASH_DAYS'],
    }),
  }),

  service({
    name: 'notes',
    database: 'notes.sqlite',
    databaseServer: settings => settings.mongoUrl,
    isBehindGateway: true,
    publishes: ['keep.notes.>'],
    subscribes: ['keep.auth.>'],
    environment: settings => ({ MONGO_URL: settings.mongoUrl }),
  }),

  service({
    name: 'notify',
    isBehindGateway: true,
    subscribes: ['keep.notes.>', 'keep.auth.>'],
  }),

  service({
    name: 'gateway',
    scales: false,
    subscribes: ['keep.auth.>'],
    environment: (settings, places) => ({
      REGISTRY_FILE: places.registryFile,
      KEEP_HOST: settings.host,
      KEEP_PUBLIC_URL: settings.publicUrl,
    }),
  }),
];

/** Those that run with these settings. */
export function servicesOf(settings: Settings): readonly ServiceSpec[] {
  return services.filter(spec => !spec.isReplaced?.(settings));
}

/** The service that people reach; it starts last and stops first. */
export const GATEWAY = 'gateway';

/** The service that all others need to end well; it stops last. */
export const BROKER = 'broker';

/** Shape one: the same compositions in one process. */
export const oneProcess: ServiceSpec = service({
  name: 'keep',
  entry: join('launcher', 'dist', 'one-process.js'),
  scales: false,
});
