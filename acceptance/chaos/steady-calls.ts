/** Calls that go on and on while something is broken, with what they were answered: what a person sees of it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Reply } from '@keep/testing/call';

export type Answered = Pick<Reply, 'status' | 'headers' | 'text'> & { millis: number };

export type SteadyCalls = {
  answers(): readonly Answered[];
  /** Resolves with all answers once the calls under way have ended. */
  stop(): Promise<readonly Answered[]>;
};

/** Milliseconds that a caller waits after a refusal: refusals are so quick that they would be all that there is. */
const BREATH = 20;

/** `callers` of them at a time, each calling again once it was answered. What throws ends all, and `stop` throws it. */
export function startCalls(callers: number, call: (turn: number) => Promise<Reply>): SteadyCalls {
  const answers: Answered[] = [];
  let turn = 0;
  let stopped = false;

  async function goOn(): Promise<void> {
    while (!stopped) {
      const before = performance.now();
      const { status, headers, text } = await call(turn++);
      answers.push({ status, headers, text, millis: performance.now() - before });
      if (status >= 300) await delay(BREATH);
    }
  }

  const all = Promise.all(Array.from({ length: callers }, goOn)).catch((error: unknown) => {
    stopped = true;
    return error;
  });
  return {
    answers: () => answers,
    async stop() {
      stopped = true;
      const ended = await all;
      if (ended instanceof Error) throw ended;
      return answers;
    },
  };
}

/** The answers that were no success, in short. */
export function failures(answers: readonly Answered[]): string[] {
  return answers.filter(({ status }) => status >= 300).map(({ status, text }) => `${status} ${text}`);
}
