/** A broker for tests: its log in a folder of its own, on a port or in this process. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBrokerBus } from '@keep/service-kit/broker-event-bus';
import { type Caller, hashSecret } from '@keep/service-kit/callers';
import type { EventBus } from '@keep/service-kit/event-bus';
import { createLogger } from '@keep/service-kit/logger';
import { Tracer } from '@keep/service-kit/tracing';
import { startApp } from '@keep/testing/start-app';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { composeBroker } from '../src/composition.ts';
import { type BrokerConfig, readBrokerConfig } from '../src/config.ts';

export const logger = createLogger('test', 'silent');
export const tracer = new Tracer('test');

/** Each caller's secret is its name in hex, repeated. */
export function secretOf(name: string): string {
  return Buffer.from(name).toString('hex').padEnd(64, '0');
}

export const testCaller = { name: 'test', publish: ['keep.test.>'], subscribe: ['keep.>'], purge: ['keep.*.*.>'] };

/** The configuration of a broker on `directory` that knows `callers`. */
export function brokerConfig(
  callers: readonly Partial<Caller>[] = [testCaller],
  directory = temporaryDirectory(),
): BrokerConfig {
  return readBrokerConfig(brokerEnvironment(callers, directory));
}

export function brokerEnvironment(callers: readonly Partial<Caller>[], directory: string): Record<string, string> {
  const callersFile = join(directory, 'callers.json');
  const entries = callers.map(caller => ({ ...caller, sha256: hashSecret(secretOf(caller.name ?? '')) }));
  writeFileSync(callersFile, JSON.stringify(entries));
  return { DATA_DIR: directory, CALLERS_FILE: callersFile, LOG_LEVEL: 'silent' };
}

export function startBroker(config: BrokerConfig = brokerConfig()) {
  return startApp(composeBroker(config, { processMetrics: false }));
}

/** A bus to the broker at `brokerUrl`, as the caller `test`. */
export function connectTo(brokerUrl: string, name = 'test'): EventBus {
  return createBrokerBus({ brokerUrl, name, secret: secretOf(name), logger, tracer });
}
