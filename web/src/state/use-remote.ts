/** What only the server knows, such as sessions: read when it is shown. */
import { useCallback, useEffect, useState } from 'react';
import { useKeep } from './use-keep.ts';

/** `failed`: the server does not answer, or refuses. */
export type Remote<Value> =
  { state: 'loading' | 'failed'; reload: () => void } | { state: 'ready'; value: Value; reload: () => void };

/** `read` picks what is wanted from the answer. */
export function useRemote<Value>(path: string, read: (answer: unknown) => Value): Remote<Value> {
  const { session } = useKeep();
  const [result, setResult] = useState<{ value: Value } | 'loading' | 'failed'>('loading');
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound(count => count + 1), []);
  useEffect(() => {
    let isWanted = true;
    session
      .request({ method: 'GET', path })
      .then(answer => isWanted && setResult({ value: read(answer) }))
      .catch(() => isWanted && setResult('failed'));
    return () => {
      isWanted = false;
    };
    // What is read of the answer does not change.
  }, [session, path, round]);
  return typeof result === 'string' ? { state: result, reload } : { state: 'ready', value: result.value, reload };
}
