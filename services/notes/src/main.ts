/** Runs notes as a process. */
import { runService } from '@keep/service-kit/run-service';
import { composeNotes } from './composition.ts';
import { readNotesConfig } from './config.ts';

await runService(async () => {
  const config = readNotesConfig(process.env);
  return {
    service: await composeNotes(config),
    options: { host: config.HOST, port: config.PORT, opsPort: config.OPS_PORT },
  };
});
