/** The application: the door for those who are not signed in, their notes for those who are. */
import { useEffect, useState } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { type Keep, openKeep } from '../data/keep.ts';
import { type Account, Session } from '../data/session.ts';
import { SignIn } from '../features/door/sign-in.tsx';
import { SignUp } from '../features/door/sign-up.tsx';
import { KeepContext } from '../state/use-keep.ts';
import { SessionContext, useSession, useSessionState } from '../state/use-session.ts';
import { Frame } from './frame.tsx';

const session = new Session();

export function App() {
  return (
    <SessionContext value={session}>
      <Pages />
    </SessionContext>
  );
}

function Pages() {
  const state = useSessionState();
  if (state.status === 'signed-in') return <SignedIn key={state.account.id} account={state.account} />;
  return (
    <Switch>
      <Route path="/sign-up" component={SignUp} />
      <Route path="/sign-in" component={SignIn} />
      <Route>
        <Redirect to="/sign-in" replace />
      </Route>
    </Switch>
  );
}

/** Opens the account's notes while it is signed in, and closes them when it is not any more. */
function SignedIn({ account }: { account: Account }) {
  const current = useSession();
  const [keep, setKeep] = useState<Keep>();
  useEffect(() => {
    const opened = openKeep(account, current);
    setKeep(opened);
    return () => opened.close();
    // The account's name may change while its notes are open.
  }, [account.id, current]);
  if (!keep) return null;
  return (
    <KeepContext value={keep}>
      <Switch>
        <Route path="/sign-in">
          <Redirect to="/" replace />
        </Route>
        <Route path="/sign-up">
          <Redirect to="/" replace />
        </Route>
        <Route component={Frame} />
      </Switch>
    </KeepContext>
  );
}
