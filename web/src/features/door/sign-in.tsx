/** Signing in. */
import { Link } from 'wouter';
import { requestJson } from '../../data/request-json.ts';
import { t } from '../../messages/messages.ts';
import { useSession, useSessionState } from '../../state/use-session.ts';
import { Door } from './door.tsx';
import { EndedSession } from './ended-session.tsx';
import { PasswordField } from '../../parts/form/password-field.tsx';
import { TextField } from '../../parts/form/text-field.tsx';
import { useForm } from '../../parts/form/use-form.ts';

export function SignIn() {
  const session = useSession();
  const state = useSessionState();
  const { isSending, faults, submit } = useForm(async ({ email, password }) => {
    const answer = await requestJson({ method: 'POST', path: '/api/v1/auth/sign-in', body: { email, password } });
    session.begin(answer as Parameters<typeof session.begin>[0]);
  });
  const text =
    state.status === 'ended'
      ? t('door.ended', { email: state.account.email })
      : t('door.atHost', { host: location.host });
  return (
    <Door title={t('door.signIn.title')} text={text}>
      <form className="door__fields" onSubmit={event => void submit(event)}>
        <TextField
          label={t('door.email')}
          name="email"
          type="email"
          autoComplete="username"
          required
          defaultValue={state.status === 'ended' ? state.account.email : ''}
          error={faults.fields['email']}
        />
        <PasswordField autoComplete="current-password" error={faults.form ?? faults.fields['password']} />
        <button className="button button--primary button--wide" type="submit" aria-disabled={isSending}>
          {t('door.signIn')}
        </button>
      </form>
      <p className="door__more">
        <Link href="/forgot">{t('forgot.link')}</Link>
      </p>
      <p className="door__more">
        {t('door.new')} <Link href="/sign-up">{t('door.create')}</Link>
      </p>
      {state.status === 'ended' && <EndedSession account={state.account} />}
    </Door>
  );
}
