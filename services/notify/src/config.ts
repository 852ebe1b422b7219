/** The environment of notify. */
import { commonConfig, type Environment, readConfig } from '@keep/service-kit/read-config';
import { z } from 'zod';

const whole = z.coerce.number().int().min(1);

const notifyConfig = commonConfig.extend({
  /** How often an open stream says something, so that nobody between takes it for dead. */
  HEARTBEAT_SECONDS: z.coerce.number().min(0.05).default(15),
  /** Open streams of one person in this process, and of all. */
  STREAMS_PER_PERSON: whole.default(20),
  MAX_STREAMS: whole.default(5_000),
  /** Hints that are remembered for one person, and for all of them together. */
  HINTS_PER_PERSON: whole.default(1_000),
  MAX_HINTS: whole.default(100_000),
});
export type NotifyConfig = ReturnType<typeof readNotifyConfig>;

/** Throws `StartError` that names each faulty variable. */
export function readNotifyConfig(environment: Environment) {
  return readConfig(notifyConfig, environment);
}
