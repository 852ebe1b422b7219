/** The code that proves the address of a new account. */
import type { SignedIn } from '@keep/contracts/auth-http';
import { Link, Redirect } from 'wouter';
import { requestJson } from '../../data/request-json.ts';
import { t } from '../../messages/messages.ts';
import { useForm } from '../../parts/form/use-form.ts';
import { useSession } from '../../state/use-session.ts';
import { CodeField, Resend } from './code-form.tsx';
import { Door } from './door.tsx';
import { forgetPending, pendingSignUp } from './pending-sign-up.ts';

export function Verify() {
  const session = useSession();
  const pending = pendingSignUp();
  const { isSending, faults, submit } = useForm(async ({ code = '' }) => {
    const body = { ...pending, code: code.replaceAll(/\s/g, '') };
    const answer = await requestJson({ method: 'POST', path: '/api/v1/auth/email/verify', body });
    forgetPending();
    session.begin(answer as SignedIn);
  });
  if (!pending) return <Redirect to="/sign-in" replace />;

  async function resend(): Promise<void> {
    await requestJson({ method: 'POST', path: '/api/v1/auth/email/resend', body: pending });
  }

  return (
    <Door title={t('code.title')} text={t('code.sent', { email: pending.email })}>
      <form className="door__fields" onSubmit={event => void submit(event)}>
        <CodeField error={faults.form ?? faults.fields['code']} />
        <button className="button button--primary button--wide" type="submit" aria-disabled={isSending}>
          {t('code.confirm')}
        </button>
      </form>
      <p className="door__more">
        <Resend resend={resend} /> <Link href="/sign-in">{t('door.signIn')}</Link>
      </p>
    </Door>
  );
}
