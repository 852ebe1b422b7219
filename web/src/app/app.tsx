/** The application: the door for those who are not signed in, their notes for those who are. */
import { useEffect, useMemo, useState } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { type Keep, openKeep } from '../data/keep.ts';
import { type Account, Session } from '../data/session.ts';
import { Forgot } from '../features/door/forgot.tsx';
import { SignIn } from '../features/door/sign-in.tsx';
import { SignUp } from '../features/door/sign-up.tsx';
import { Verify } from '../features/door/verify.tsx';
import { KeepContext } from '../state/use-keep.ts';
import { SessionContext, useSession, useSessionState } from '../state/use-session.ts';
import { Frame } from './frame.tsx';

/** Pages of those who are not signed in. */
const DOORS = ['/sign-in', '/sign-up', '/verify', '/forgot'];

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
      <Route path="/verify" component={Verify} />
      <Route path="/forgot" component={Forgot} />
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
  }, [account.id, current]);
  // The account's name and address may change while its notes are open.
  const withAccount = useMemo(() => keep && { ...keep, account }, [keep, account]);
  if (!withAccount) return null;
  return (
    <KeepContext value={withAccount}>
      <Switch>
        {DOORS.map(path => (
          <Route key={path} path={path}>
            <Redirect to="/" replace />
          </Route>
        ))}
        <Route component={Frame} />
      </Switch>
    </KeepContext>
  );
}
