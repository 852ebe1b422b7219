/**
 * Runs the operations of a batch in their order, and lets those that do not touch each other wait for the store together:
 * the next one begins as soon as the one before has given its write to the store, so that they share a commit. A long
 * batch lets other requests have their turn in between.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** How many may be under way. */
const AT_ONCE = 32;
/** Milliseconds of work after which other requests have their turn. */
const MAX_TURN = 10;

type Operation = { opId: string; type: string; id: string };

/** Calls `onDecided` when it is about to give its write to the store; not at all where it writes nothing. */
type Perform<Each extends Operation, Result> = (operation: Each, onDecided: () => void) => Promise<Result>;

/** The results, in order. Throws what the first that rejects does, once none is under way any more. */
export async function runInOrder<Each extends Operation, Result>(
  operations: readonly Each[],
  perform: Perform<Each, Result>,
): Promise<Result[]> {
  const underWay = new Map<Each, Promise<unknown>>();
  const results: Promise<Result>[] = [];

  function begin(operation: Each): Promise<void> {
    return new Promise(resolve => {
      const result = perform(operation, resolve);
      const end = () => {
        underWay.delete(operation);
        resolve();
      };
      results.push(result);
      underWay.set(operation, result.then(end, end));
    });
  }

  let turnEnds = performance.now() + MAX_TURN;
  for (const operation of operations) {
    if (performance.now() > turnEnds) {
      await nextTurn();
      turnEnds = performance.now() + MAX_TURN;
    }
    const awaited = [...underWay].filter(([earlier]) => mustWaitFor(earlier, operation));
    await Promise.all(awaited.map(([, end]) => end));
    const [oldest] = underWay.values();
    if (underWay.size >= AT_ONCE) await oldest;
    await begin(operation);
  }
  await Promise.allSettled(results);
  return Promise.all(results);
}

/** What a label is called, and whether it is there, decides on other labels and on the notes that name it. */
function mustWaitFor(earlier: Operation, { opId, type, id }: Operation): boolean {
  return earlier.id === id || earlier.opId === opId || [earlier.type, type].some(each => each.startsWith('label.'));
}
