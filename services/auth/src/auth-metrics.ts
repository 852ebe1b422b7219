/** What auth counts, beside what every service does. */
import { Counter, type Metrics } from '@keep/service-kit/metrics';

export function passwordCounter({ registry }: Metrics): Counter {
  return new Counter({
    name: 'auth_passwords_hashed_total',
    help: 'Passwords that were hashed, or compared with a hash: each costs a core for about 10 ms',
    registers: [registry],
  });
}
