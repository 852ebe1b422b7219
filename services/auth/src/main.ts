/** Runs auth as a process of its own. */
import { readConfig } from '@keep/service-kit/read-config';
import { runService } from '@keep/service-kit/run-service';
import { composeAuth } from './composition.ts';
import { authConfig } from './config.ts';

await runService(async () => {
  const config = readConfig(authConfig, process.env);
  return {
    service: await composeAuth(config),
    options: { host: config.HOST, port: config.PORT, opsPort: config.OPS_PORT },
  };
});
