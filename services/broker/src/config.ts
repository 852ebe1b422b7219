/** The broker's environment: nothing beside what every service reads. */
import { commonConfig, type Environment, readConfig } from '@keep/service-kit/read-config';

export type BrokerConfig = ReturnType<typeof readBrokerConfig>;

export function readBrokerConfig(environment: Environment) {
  return readConfig(commonConfig, environment);
}
