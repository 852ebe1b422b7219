/** The parent's end of the process that makes load. */
import { nextMessage, startChild, stopChild } from '../child-process.ts';
import type { LoadOrder, LoadResult } from './workload.ts';

export type Load = {
  /** Requests answered a second. Rejects when one of them was refused. */
  measure(order: LoadOrder): Promise<number>;
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
      return result.requestsPerSecond;
    },
    stop: () => stopChild(child),
  };
}
