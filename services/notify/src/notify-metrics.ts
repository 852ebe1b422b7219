/** What notify shows of itself in `/metrics`, beside what every service does. */
import type { EndReason } from '@keep/contracts/notify-http';
import { Counter, Gauge, type Metrics } from '@keep/service-kit/metrics';
import type { KnownLog } from './domain/known-log.ts';
import type { Audience } from './use-cases/audience.ts';

/** Counts the streams that notify itself has ended. */
export function countEndedStreams({ registry }: Metrics): (reason: EndReason) => void {
  const ended = new Counter({
    name: 'notify_ended_streams_total',
    help: 'Streams ended by notify, by reason',
    labelNames: ['reason'],
    registers: [registry],
  });
  return reason => ended.inc({ reason });
}

export function registerGauges({ registry }: Metrics, audience: Audience, log: KnownLog): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  gauge('notify_open_streams', 'Streams that are open', () => audience.size);
  gauge('notify_remembered_hints', 'Hints of the last ten minutes, counted once for each person', () => log.size);
}
