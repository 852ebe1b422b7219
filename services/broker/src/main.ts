/** Runs the broker as a process. */
import { runService } from '@keep/service-kit/run-service';
import { composeBroker } from './composition.ts';
import { readBrokerConfig } from './config.ts';

await runService(async () => {
  const config = readBrokerConfig(process.env);
  return {
    service: composeBroker(config),
    options: { host: config.HOST, port: config.PORT, opsPort: config.OPS_PORT },
  };
});
