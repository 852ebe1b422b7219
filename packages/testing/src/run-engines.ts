/** `npm run engines`: throw-away servers to try Keep on, until Ctrl-C. */
import { installedEngines, startEngines } from './engines.ts';

const told = new Promise<void>(resolve => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
});

const installed = installedEngines();
if (installed.length === 0) {
  process.stderr.write('None of postgres, mongod and nats-server is installed: install one, and start this again.\n');
  process.exit(1);
}
process.stderr.write(`Starting ${installed.join(', ')} ...\n`);
const engines = await startEngines(installed);
const lines = Object.entries(engines.variables).map(([name, value]) => `${name}=${value}`);
process.stdout.write(`${lines.join('\n')}\n`);
process.stderr.write('Set these where you start Keep. Ctrl-C stops the servers and deletes what they hold.\n');
await told;
await engines.stop();
process.exit(0);
