/** Making an account: at once, with a code by mail, or with the set-up code for the first one. */
import type { SignedIn } from '@keep/contracts/auth-http';
import { Link, useLocation } from 'wouter';
import { requestJson } from '../../data/request-json.ts';
import { t } from '../../messages/messages.ts';
import { PasswordField } from '../../parts/form/password-field.tsx';
import { TextField } from '../../parts/form/text-field.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { useServer } from '../../state/use-server.ts';
import { useSession } from '../../state/use-session.ts';
import { Door } from './door.tsx';
import { keepPending } from './pending-sign-up.ts';

export function SignUp() {
  const server = useServer();
  const isFirst = server?.signUp.setUpCodeNeeded ?? false;
  const isClosed = server?.signUp.mode === 'closed' && !isFirst;
  const title = t(isFirst ? 'door.setUp.title' : 'door.signUp.title');
  return (
    <Door title={title} text={isClosed ? t('door.closed') : t('door.atHost', { host: location.host })}>
      {!isClosed && <Form isFirst={isFirst} />}
      <p className="door__more">
        {t('door.have')} <Link href="/sign-in">{t('door.signIn')}</Link>
      </p>
    </Door>
  );
}

/** `isFirst`: there is no account yet, and the person who started Keep makes the first one. */
function Form({ isFirst }: { isFirst: boolean }) {
  const session = useSession();
  const [, navigate] = useLocation();
  const { isSending, faults, submit } = useForm(async ({ name, email = '', password, setUpCode }) => {
    const body = { name, email, password, ...(isFirst && { setUpCode }) };
    const answer = (await requestJson({ method: 'POST', path: '/api/v1/auth/sign-up', body })) as
      SignedIn | { signUpId: string };
    if (!('signUpId' in answer)) return session.begin(answer);
    keepPending({ email, signUpId: answer.signUpId });
    navigate('/verify');
  });
  return (
    <form className="door__fields" onSubmit={event => void submit(event)}>
      {isFirst && (
        <TextField
          label={t('door.code')}
          name="setUpCode"
          className="input input--code"
          autoComplete="one-time-code"
          spellCheck={false}
          required
          hint={t('door.code.hint')}
          error={faults.fields['setUpCode']}
        />
      )}
      <TextField label={t('door.name')} name="name" autoComplete="name" required error={faults.fields['name']} />
      <TextField
        label={t('door.email')}
        name="email"
        type="email"
        autoComplete="username"
        required
        error={faults.fields['email']}
      />
      <PasswordField
        autoComplete="new-password"
        hint={t('door.password.hint')}
        error={faults.form ?? faults.fields['password']}
      />
      <button className="button button--primary button--wide" type="submit" aria-disabled={isSending}>
        {t(isFirst ? 'door.setUp' : 'door.signUp')}
      </button>
    </form>
  );
}
