/** The conformance suite over the broker on a real port, and over the same log inside this process. */
import { runEventBusSuite } from '@keep/testing/event-bus-suite';
import { composeBroker } from '../../src/composition.ts';
import { createInProcessBus } from '../../src/in-process-bus.ts';
import { brokerConfig, connectTo, logger, startBroker, tracer } from '../start-broker.ts';

runEventBusSuite('broker', async () => {
  const broker = await startBroker();
  return { connect: () => connectTo(broker.url), stop: () => broker.stop() };
});

runEventBusSuite('in-process', async () => {
  const broker = composeBroker(brokerConfig(), { processMetrics: false });
  await broker.start();
  return { connect: () => createInProcessBus(broker, logger, tracer), stop: () => broker.stop() };
});
