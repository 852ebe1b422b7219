/** Runs notify as a process. */
import { runService } from '@keep/service-kit/run-service';
import { composeNotify } from './composition.ts';
import { readNotifyConfig } from './config.ts';

await runService(async () => {
  const config = readNotifyConfig(process.env);
  return {
    service: await composeNotify(config),
    options: { host: config.HOST, port: config.PORT, opsPort: config.OPS_PORT },
  };
});
