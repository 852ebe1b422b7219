/** The route of notify. */
import { openStream as openStreamRoute } from '@keep/contracts/notify-http';
import type { HttpApp } from '@keep/service-kit/http-app';
import type { OpenStream } from '../use-cases/open-stream.ts';
import { httpStreamReader } from './stream-reader.ts';

export function addRoutes(http: HttpApp, openStream: OpenStream): void {
  http.route(openStreamRoute, async ({ actor, headers }) => {
    const lastEventId = headers['last-event-id'];
    const open = openStream(actor, typeof lastEventId === 'string' ? lastEventId : undefined);
    return { status: 200, stream: writer => open(httpStreamReader(writer)) };
  });
}
