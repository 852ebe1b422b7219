/** The environment of one service: what the launcher tells it, what a person set for it, and nothing that lies around. */
import type { DataDirectory } from './data-directory.ts';
import { secret } from './secrets.ts';
import type { Environment } from './settings.ts';
import type { Settings } from './settings-read.ts';
import type { Places, ServiceSpec } from './topology.ts';

/** Variables of the system and of the runtime that any process may need. */
const fromSystem = [
  'PATH', 'HOME', 'USERPROFILE', 'SYSTEMROOT', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'TZ', 'LANG', 'LC_ALL',
  'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'NODE_V8_COVERAGE', 'LOG_LEVEL', 'OTEL_EXPORTER_OTLP_ENDPOINT',
]; // prettier-ignore

/** Where the one process finds what each of its services would have got, as JSON by service. */
export const environmentsVariable = 'ONE_PROCESS_ENVIRONMENTS';

/** What is the same for the whole system. */
export type SystemFacts = {
  settings: Settings;
  directory: DataDirectory;
  places: Places;
  callersFile: string;
  /** By service, its first replica: where auth and the broker are found. */
  urls: Readonly<Record<string, string>>;
};

export type ReplicaPorts = { host: string; port: number; opsPort: number };

export function serviceEnvironment(
  spec: ServiceSpec,
  facts: SystemFacts,
  ports: ReplicaPorts,
  own: Environment = process.env,
): Record<string, string> {
  return present({
    ...Object.fromEntries(fromSystem.map(name => [name, own[name]])),
    NATS_URL: facts.settings.nats?.url,
    NATS_REPLICAS: facts.settings.nats?.replicas?.toString(),
    NATS_SYNC: facts.settings.nats?.sync,
    ...facts.settings.ofService[spec.name],
    DATA_DIR: facts.directory.ofService(spec.name),
    HOST: ports.host,
    PORT: String(ports.port),
    OPS_PORT: String(ports.opsPort),
    AUTH_URL: facts.urls['auth'],
    BROKER_URL: facts.urls['broker'],
    SERVICE_SECRET: secret(facts.directory.secrets, spec.name),
    CALLERS_FILE: facts.callersFile,
    ...spec.environment?.(facts.settings, facts.places),
  });
}

function present(variables: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
