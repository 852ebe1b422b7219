import { expect, it } from 'vitest';
import { runInOrder } from './run-in-order.ts';

type Step = { opId: string; type: string; id: string };
const step = (opId: string, id: string, type = 'note.edit'): Step => ({ opId, id, type });

/** What happens, where every operation decides at once and its write takes until `commit` is called. */
function recorded(steps: Step[]) {
  const events: string[] = [];
  const waiting: (() => void)[] = [];
  const done = runInOrder(steps, async ({ opId }, onDecided) => {
    events.push(`begin ${opId}`);
    onDecided();
    await new Promise<void>(resolve => waiting.push(resolve));
    events.push(`end ${opId}`);
    return opId;
  });
  /** Lets all go on that can, then commits what waits. */
  const commit = async () => {
    await new Promise(setImmediate);
    waiting.splice(0).forEach(resolve => resolve());
    await new Promise(setImmediate);
  };
  return { events, done, commit };
}

it('lets writes to different notes wait for one commit', async () => {
  const { events, done, commit } = recorded([step('1', 'a'), step('2', 'b'), step('3', 'c')]);
  await commit();
  expect(events).toEqual(['begin 1', 'begin 2', 'begin 3', 'end 1', 'end 2', 'end 3']);
  expect(await done).toEqual(['1', '2', '3']);
});

it.each([
  ['the same note', step('2', 'a')],
  ['the same operation', step('1', 'b')],
  ['a label', step('2', 'b', 'label.rename')],
])('does not begin what touches %s before the earlier one has ended', async (_, second) => {
  const { events, done, commit } = recorded([step('1', 'a'), second]);
  await commit();
  expect(events.slice(0, 2)).toEqual(['begin 1', 'end 1']);
  await commit();
  await done;
});

it('begins nothing before a label that is changed', async () => {
  const { events, done, commit } = recorded([step('1', 'l', 'label.create'), step('2', 'a', 'note.create')]);
  await commit();
  expect(events.slice(0, 2)).toEqual(['begin 1', 'end 1']);
  await commit();
  await done;
});

it('begins the next one only once the one before has decided', async () => {
  const events: string[] = [];
  let decide: () => void = () => undefined;
  const done = runInOrder([step('1', 'a'), step('2', 'b')], async ({ opId }, onDecided) => {
    events.push(opId);
    if (opId === '1') await new Promise<void>(resolve => (decide = resolve));
    onDecided();
  });
  await new Promise(setImmediate);
  expect(events).toEqual(['1']);
  decide();
  await done;
  expect(events).toEqual(['1', '2']);
});

it('has no more than 32 under way', async () => {
  const { events, done, commit } = recorded(Array.from({ length: 40 }, (_, index) => step(`${index}`, `${index}`)));
  await new Promise(setImmediate);
  expect(events).toHaveLength(32);
  await commit();
  await commit();
  expect(await done).toHaveLength(40);
});

it('throws only once none is under way', async () => {
  const ended: string[] = [];
  const done = runInOrder([step('1', 'a'), step('2', 'b')], async ({ opId }, onDecided) => {
    onDecided();
    if (opId === '1') throw new Error('gone');
    await new Promise(setImmediate);
    ended.push(opId);
  });
  await expect(done).rejects.toThrow('gone');
  expect(ended).toEqual(['2']);
});

it('lets others have their turn between operations that take long', async () => {
  const steps = Array.from({ length: 10 }, (_, index) => step(`${index}`, `${index}`));
  let turns = 0;
  const count = () => {
    turns += 1;
    setImmediate(count).unref();
  };
  setImmediate(count).unref();
  await runInOrder(steps, async (_operation, onDecided) => {
    const until = performance.now() + 15;
    while (performance.now() < until);
    onDecided();
  });
  expect(turns).toBeGreaterThanOrEqual(9);
});
