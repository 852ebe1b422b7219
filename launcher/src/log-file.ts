/** Log files that processes append to by themselves, and that the launcher keeps small. */
import { copyFileSync, openSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

const MAX_BYTES = 20 * 1024 * 1024;
const LOOK_EVERY = 5_000;

export function logPath(logsDir: string, service: string): string {
  return join(logsDir, `${service}.log`);
}

/** A descriptor that a child writes to directly, so that not one line passes through the launcher. */
export function openLog(logsDir: string, service: string): number {
  return openSync(logPath(logsDir, service), 'a', 0o600);
}

/** Moves what grew too large to `<service>.log.1`, by copying and truncating: the writers keep their descriptor. */
export function keepLogsSmall(
  logsDir: string,
  services: readonly string[],
  maxBytes = MAX_BYTES,
): { stop(): void; look(): void } {
  const look = () => {
    for (const path of services.map(service => logPath(logsDir, service))) {
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) <= maxBytes) continue;
      moveAside(path);
    }
  };
  const timer = setInterval(look, LOOK_EVERY).unref();
  return { look, stop: () => clearInterval(timer) };
}

/** On a full disk the log stays as it is until there is room for the copy. */
function moveAside(path: string): void {
  try {
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
  } catch {
    return;
  }
}
