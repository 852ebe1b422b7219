/** The parent's end of the process that makes load. */
import { nextMessage, startChild, stopChild } from '../child-process.ts';
import type { Answered, LoadOrder, LoadResult } from './workload.ts';

export type Load = {
  /** What was answered. Rejects when a request was refused. */
  measure(order: LoadOrder): Promise<Answered>;
  stop(): Promise<void>;
};

export function startLoad(): Load {
  const child = startChild('load/generator');
  return {
    async measure(order) {
      const answer = nextMessage(child);
      child.send(order);
      const result = (await answer) as LoadResult;
      if ('failure' in result) throw new Error(`Under load: ${result.failure}`);
      return result;
    },
    stop: () => stopChild(child),
  };
}
