/** Who is signed in, for components. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Session, SessionState } from '../data/session.ts';

export const SessionContext = createContext<Session | undefined>(undefined);

/** Throws outside of the application. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('There is no session here.');
  return session;
}

export function useSessionState(): SessionState {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, session.snapshot);
}
