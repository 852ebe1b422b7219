/** Making an account. */
import type { SignedIn } from '@keep/contracts/auth-http';
import { Link, useLocation } from 'wouter';
import { requestJson } from '../../data/request-json.ts';
import { t } from '../../messages/messages.ts';
import { useSession } from '../../state/use-session.ts';
import { Door } from './door.tsx';
import { keepPending } from './pending-sign-up.ts';
import { PasswordField } from '../../parts/form/password-field.tsx';
import { TextField } from '../../parts/form/text-field.tsx';
import { useForm } from '../../parts/form/use-form.ts';

export function SignUp() {
  const session = useSession();
  const [, navigate] = useLocation();
  const { isSending, faults, submit } = useForm(async ({ name, email = '', password }) => {
    const answer = (await requestJson({
      method: 'POST',
      path: '/api/v1/auth/sign-up',
      body: { name, email, password },
    })) as SignedIn | { signUpId: string };
    if (!('signUpId' in answer)) return session.begin(answer);
    keepPending({ email, signUpId: answer.signUpId });
    navigate('/verify');
  });
  return (
    <Door title={t('door.signUp.title')} text={t('door.atHost', { host: location.host })}>
      <form className="door__fields" onSubmit={event => void submit(event)}>
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
          {t('door.signUp')}
        </button>
      </form>
      <p className="door__more">
        {t('door.have')} <Link href="/sign-in">{t('door.signIn')}</Link>
      </p>
    </Door>
  );
}
