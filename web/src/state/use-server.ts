/** What the server says about itself to everyone: how accounts are made, whether it sends mail, how long the trash keeps. */
import { useEffect, useState } from 'react';
import { requestJson } from '../data/request-json.ts';

export type ServerFacts = {
  version: string;
  signUp: { mode: 'open' | 'verify' | 'closed'; setUpCodeNeeded: boolean };
  mail: boolean;
  trashDays: number;
};

let known: Promise<ServerFacts> | undefined;

/** Undefined until the server has answered; asked once for each page load. */
export function useServer(): ServerFacts | undefined {
  const [facts, setFacts] = useState<ServerFacts>();
  useEffect(() => {
    known ??= requestJson({ method: 'GET', path: '/api/v1/server' }) as Promise<ServerFacts>;
    // Without an answer it is asked again where it is needed next.
    known.then(setFacts).catch(() => (known = undefined));
  }, []);
  return facts;
}
