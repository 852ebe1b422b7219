import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { isListening } from './real-server.ts';
import { engineCanStart } from './real-servers.ts';

type Started = { port: number; pid: number; dataDir: string };

const PATIENCE = 60_000;
const built = (name: string) => JSON.stringify(fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url)));

/** A process that starts throw-away servers and says what they are. It is given an IPC channel, as by a test runner. */
async function starterOf(starts: readonly string[]): Promise<{ starter: ChildProcess; started: Started[] }> {
  const script = `import * as servers from ${built('real-servers')};
    const started = await Promise.all(${JSON.stringify(starts)}.map(start => servers[start]()));
    process.send(started.map(server => ({ port: server.port, pid: server.pid(), dataDir: server.dataDir })));`;
  const starter = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [started] = (await once(starter, 'message')) as [Started[]];
  return { starter, started };
}

async function expectNothingLeft(started: readonly Started[]): Promise<void> {
  await eventually(async () => {
    for (const { port, dataDir } of started)
      expect([await isListening(port), existsSync(dataDir)]).toEqual([false, false]);
  }, PATIENCE);
}

const installed = (['postgres', 'mongo', 'nats'] as const).filter(engineCanStart);
const startOf = { postgres: 'startPostgres', mongo: 'startMongo', nats: 'startNats' };

it.skipIf(installed.length === 0)(
  'servers end with a starter that is killed, also a frozen one, and leave nothing behind',
  async () => {
    const { starter, started } = await starterOf(installed.map(engine => startOf[engine]));
    expect(await Promise.all(started.map(({ port }) => isListening(port)))).toEqual(started.map(() => true));
    process.kill(started.at(-1)?.pid ?? 0, 'SIGSTOP');
    starter.kill('SIGKILL');
    await expectNothingLeft(started);
  },
  240_000,
);

it.skipIf(!engineCanStart('nats'))(
  'servers end when the test runner of their starter is gone',
  async () => {
    const { starter, started } = await starterOf(['startNats']);
    starter.disconnect();
    await expectNothingLeft(started);
  },
  90_000,
);
