/** Reads log files from their ends, and goes on as they grow. */
import { open, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY = 200;
/** Enough for any number of lines that a person asks for. */
const TAIL_BYTES = 1024 * 1024;

/** The last complete lines of a file, at most `count`; none where there is no file. `end` is where it ended. */
export async function lastLines(path: string, count: number): Promise<{ lines: string[]; end: number }> {
  const size = await sizeOf(path);
  const from = Math.max(0, size - TAIL_BYTES);
  const text = await readFrom(path, from, size);
  const lines = text.split('\n');
  if (from > 0) lines.shift();
  return { lines: lines.filter(Boolean).slice(-count), end: size };
}

/** Calls `onLine` for every line that is added after `from`, until `signal` is aborted; a file made small starts anew. */
export async function followLines(
  path: string,
  from: number,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let position = from;
  let rest = '';
  while (!signal.aborted) {
    const size = await sizeOf(path);
    if (size < position) position = 0;
    const text = rest + (await readFrom(path, position, size));
    position = size;
    const lines = text.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    await delay(LOOK_EVERY, undefined, { signal }).catch(() => undefined);
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

async function readFrom(path: string, from: number, to: number): Promise<string> {
  if (to <= from) return '';
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
