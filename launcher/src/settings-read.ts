/** What the settings are once they were read: what the rest of the launcher knows of them. */

export const shapes = ['services', 'one'] as const;
export type Shape = (typeof shapes)[number];

export type NatsSettings = { url: string; replicas: number | undefined; sync: 'always' | undefined };

export type Settings = {
  port: number;
  /** Absolute. */
  dataDir: string;
  host: string;
  publicUrl: string | undefined;
  smtpUrl: string | undefined;
  /** Undefined where auth decides by how Keep can be reached. */
  signUp: 'open' | 'verify' | 'closed' | undefined;
  mailFrom: string | undefined;
  postgresUrl: string | undefined;
  nats: NatsSettings | undefined;
  mongoUrl: string | undefined;
  shape: Shape;
  /** Whether others than this machine's own users may reach Keep. */
  isExposed: boolean;
  /** By service: what is set for it alone, such as `LOG_LEVEL` by `NOTES_LOG_LEVEL`. */
  ofService: Readonly<Record<string, Readonly<Record<string, string>>>>;
};
