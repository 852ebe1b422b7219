/** One JSON line of a service's log as a person reads it. */

const known = new Set(['level', 'time', 'service', 'pid', 'msg', 'err', 'method', 'route', 'status', 'ms', 'hostname']);
const paint: Record<string, string> = { warn: '33', error: '31', fatal: '31' };

/** The time of a line, to put the lines of several services in order; empty where there is none. */
export function timeOf(line: string): string {
  return /"time":"([^"]+)"/.exec(line)?.[1] ?? '';
}

/** `12:00:01.234 notes   warn  what happened  name=value`. What is no JSON is shown as it is, without control characters. */
export function prettyLine(service: string, line: string, hasColor: boolean): string {
  const entry = parse(line);
  if (!entry) return `${' '.repeat(12)} ${service.padEnd(8)} ${printable(line)}`;
  const { time, level, msg, err } = entry;
  const shown = [
    String(time).slice(11, 23),
    textOf(entry['service'] ?? service).padEnd(8),
    String(level).padEnd(5),
    request(entry) ?? textOf(msg),
    ...rest(entry),
    ...errorText(err, level),
  ].join(' ');
  const color = hasColor ? paint[String(level)] : undefined;
  return color ? `\u001b[${color}m${printable(shown)}\u001b[0m` : printable(shown);
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function request({ msg, method, route, status, ms }: Record<string, unknown>): string | undefined {
  return msg === 'request' ? `${String(method)} ${String(route)} ${String(status)} ${String(ms)} ms` : undefined;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function rest(entry: Record<string, unknown>): string[] {
  return Object.entries(entry)
    .filter(([name]) => !known.has(name))
    .map(([name, value]) => `${name}=${textOf(value)}`);
}

/** What went wrong and why; where in the code only for an error, because a warning is expected to happen. */
function errorText(err: unknown, level: unknown): string[] {
  if (typeof err !== 'object' || err === null) return [];
  const { message, stack } = err as { message?: unknown; stack?: unknown };
  const text = String(stack ?? message);
  const shown = level === 'warn' ? text.replaceAll(/\n\s+at .*/g, '') : text;
  return [`\n${shown.replaceAll(/^/gm, '    ')}`];
}

/** Log texts hold what strangers sent: nothing of it may steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(/(?![\n\t])\p{Cc}/gu, '');
}
