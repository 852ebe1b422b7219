/** The doctor's look at the running processes: each one's readiness, the door, and how far consumers lag behind. */
import type { Finding } from './finding.ts';
import type { ProcessStatus, SystemStatus } from './system-status.ts';

const MUCH_LAG = 1_000;

export async function examineRunning({ processes, url }: SystemStatus): Promise<Finding[]> {
  const readiness = await Promise.all(processes.map(examineProcess));
  const broker = processes.find(({ holds }) => holds.includes('broker'));
  return [...readiness, await examineDoor(url), ...(broker ? [await examineLag(broker)] : [])];
}

async function examineProcess({ service, number, opsPort, state, reason, restarts }: ProcessStatus): Promise<Finding> {
  const what = number === 1 ? service : `${service} ${number}`;
  const remedy = `npm run keep -- logs ${service}`;
  if (state === 'failed') return { what, state: 'fail', detail: `cannot start and is tried again. ${reason}` };
  const text = await get(`http://127.0.0.1:${opsPort}/readyz`);
  if (text === undefined) return { what, state: 'fail', detail: `does not answer (${state})`, remedy };
  const { status, services } = JSON.parse(text) as {
    status: string;
    services: { name: string; waitsFor: string[]; warnings?: Record<string, string> }[];
  };
  const waits = services.flatMap(({ name, waitsFor }) => waitsFor.map(it => `${name} waits for ${it}`));
  if (status !== 'ready') return { what, state: 'fail', detail: waits.join(', '), remedy };
  const warnings = services.flatMap(entry =>
    Object.entries(entry.warnings ?? {}).map(([what, state]) => `${what}: ${state}`),
  );
  if (warnings.length > 0) return { what, state: 'warn', detail: warnings.join('; '), remedy };
  if (restarts > 0)
    return {
      what,
      state: 'warn',
      detail: `ready, died and came back ${restarts === 1 ? 'once' : `${restarts} times`}`,
      remedy,
    };
  return { what, state: 'ok', detail: 'ready' };
}

async function examineDoor(url: string): Promise<Finding> {
  const isOpen = (await get(`${url}/.well-known/jwks.json`)) !== undefined;
  const what = 'gateway answers';
  if (isOpen) return { what, state: 'ok', detail: url };
  return { what, state: 'fail', detail: `${url} does not reach auth`, remedy: 'npm run keep -- logs gateway' };
}

async function examineLag({ opsPort }: ProcessStatus): Promise<Finding> {
  const what = 'broker lag';
  const metrics = await get(`http://127.0.0.1:${opsPort}/metrics`);
  if (metrics === undefined)
    return { what, state: 'fail', detail: 'is not known', remedy: 'npm run keep -- logs broker' };
  const lags = Array.from(metrics.matchAll(/^broker_group_lag\{([^}]*)\} (\d+)/gm), ([, labels = '', lag]) => ({
    group: /group="([^"]*)"/.exec(labels)?.[1] ?? '',
    lag: Number(lag),
  }));
  const most = lags.sort((a, b) => b.lag - a.lag)[0];
  if (!most || most.lag === 0) return { what, state: 'ok', detail: 'every event is handled' };
  const detail = `${most.group} has ${most.lag} events to handle`;
  if (most.lag < MUCH_LAG) return { what, state: 'ok', detail };
  return { what, state: 'warn', detail, remedy: `npm run keep -- logs ${most.group.split('.')[0]}` };
}

/** The text of an answer of any status, or undefined where there is none; a 503 of /readyz tells something too. */
async function get(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    return response.ok || url.endsWith('/readyz') ? await response.text() : undefined;
  } catch {
    return undefined;
  }
}
