/** Runs the gateway as a process of its own. */
import { runService } from '@keep/service-kit/run-service';
import { composeGateway } from './composition.ts';
import { readGatewayConfig } from './config.ts';

await runService(() => {
  const config = readGatewayConfig(process.env);
  return Promise.resolve({
    service: composeGateway(config),
    options: { host: config.HOST, port: config.PORT, opsPort: config.OPS_PORT },
  });
});
