import { eventually } from '@keep/testing/eventually';
import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';
import { periodically } from './periodically.ts';
import { currentContext, type RequestContext, runInContext } from './request-context.ts';

const logger = createLogger('test', 'silent');
const LONG = 3_600_000;

test('work that is woken by a request does not run in its context', async () => {
  const contexts: RequestContext[] = [];
  const work = periodically('test', LONG, logger, async () => void contexts.push(currentContext()));
  await eventually(() => expect(contexts).toHaveLength(1));
  runInContext({ requestId: 'a-request' }, () => work.wake());
  await eventually(() => expect(contexts).toEqual([{}, {}]));
  await work.stop();
});

test('work that is woken while it runs runs once more, never twice at a time', async () => {
  const finish: (() => void)[] = [];
  const work = periodically('test', LONG, logger, () => new Promise<void>(resolve => finish.push(resolve)));
  for (let wake = 0; wake < 3; wake += 1) work.wake();
  expect(finish).toHaveLength(1);
  finish[0]?.();
  await eventually(() => expect(finish).toHaveLength(2));
  finish[1]?.();
  await work.stop();
  expect(finish).toHaveLength(2);
});

test('work goes on after it failed', async () => {
  let runs = 0;
  const work = periodically('test', 1, logger, async () => {
    runs += 1;
    throw new Error('once more');
  });
  await eventually(() => expect(runs).toBeGreaterThan(2));
  await work.stop();
});
