/** Starts a composed service on port 0, as a test's client sees it. */
import { serverOf } from '@keep/service-kit/http-server';
import { close, listen } from '@keep/service-kit/run-service';
import type { Service } from '@keep/service-kit/service';

export type StartedApp = {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  service: Service;
  stop(): Promise<void>;
};

export async function startApp(service: Service): Promise<StartedApp> {
  await service.start();
  const server = serverOf(service, '127.0.0.1');
  const port = await listen(server, '127.0.0.1', 0);
  return {
    url: `http://127.0.0.1:${port}`,
    service,
    async stop() {
      service.release?.();
      await close(server, 500);
      await service.stop();
    },
  };
}
