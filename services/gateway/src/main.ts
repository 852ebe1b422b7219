/** Runs the gateway as a process of its own. */
import { readConfig } from '@keep/service-kit/read-config';
import { runService } from '@keep/service-kit/run-service';
import { composeGateway } from './composition.ts';
import { gatewayConfig } from './config.ts';

await runService(async () => {
  const config = readConfig(gatewayConfig, process.env);
  return {
    service: await composeGateway(config),
    options: { host: config.HOST, port: config.PORT, opsPort: config.OPS_PORT },
  };
});
