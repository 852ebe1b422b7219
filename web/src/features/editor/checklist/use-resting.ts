/** A ticked item stays where it is for a moment, so that the next tick does not hit another one. */
import { useState } from 'react';

const REST_MS = 300;

export function useResting() {
  const [resting, setResting] = useState<ReadonlySet<string>>(new Set());

  function rest(id: string): void {
    setResting(before => new Set([...before, id]));
    setTimeout(() => setResting(before => new Set([...before].filter(each => each !== id))), REST_MS);
  }

  return { isResting: (id: string) => resting.has(id), rest };
}
