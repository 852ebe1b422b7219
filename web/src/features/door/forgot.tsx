/** A forgotten password: the address first, then the code of the mail and the new password. */
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { requestJson } from '../../data/request-json.ts';
import { t } from '../../messages/messages.ts';
import { PasswordField } from '../../parts/form/password-field.tsx';
import { TextField } from '../../parts/form/text-field.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { useServer } from '../../state/use-server.ts';
import { CodeField } from './code-form.tsx';
import { Door } from './door.tsx';

type Asked = { email: string; resetId: string };

export function Forgot() {
  const [asked, setAsked] = useState<Asked>();
  return asked ? <Reset asked={asked} /> : <Ask whenAsked={setAsked} />;
}

function Ask({ whenAsked }: { whenAsked: (asked: Asked) => void }) {
  const { isSending, faults, submit } = useForm(async ({ email = '' }) => {
    const answer = await requestJson({ method: 'POST', path: '/api/v1/auth/password/forgot', body: { email } });
    whenAsked({ email, resetId: (answer as { resetId: string }).resetId });
  });
  const server = useServer();
  if (server && !server.mail) {
    return (
      <Door title={t('forgot.title')} text={t('forgot.noMail')}>
        <BackToSignIn />
      </Door>
    );
  }
  return (
    <Door title={t('forgot.title')} text={t('forgot.text')}>
      <form className="door__fields" onSubmit={event => void submit(event)}>
        <TextField
          label={t('door.email')}
          name="email"
          type="email"
          autoComplete="username"
          required
          error={faults.form ?? faults.fields['email']}
        />
        <button className="button button--primary button--wide" type="submit" aria-disabled={isSending}>
          {t('forgot.send')}
        </button>
      </form>
      <BackToSignIn />
    </Door>
  );
}

function Reset({ asked }: { asked: Asked }) {
  const [, navigate] = useLocation();
  const { isSending, faults, submit } = useForm(async ({ code = '', password = '' }) => {
    const body = { ...asked, code: code.replaceAll(/\s/g, ''), newPassword: password };
    await requestJson({ method: 'POST', path: '/api/v1/auth/password/reset', body });
    navigate('/sign-in');
  });
  return (
    <Door title={t('forgot.title')} text={t('code.sent', { email: asked.email })}>
      <form className="door__fields" onSubmit={event => void submit(event)}>
        <CodeField error={faults.form ?? faults.fields['code']} />
        <PasswordField
          autoComplete="new-password"
          label={t('password.new')}
          hint={t('door.password.hint')}
          error={faults.fields['newPassword']}
        />
        <p className="field__hint">{t('forgot.ends')}</p>
        <button className="button button--primary button--wide" type="submit" aria-disabled={isSending}>
          {t('forgot.set')}
        </button>
      </form>
      <BackToSignIn />
    </Door>
  );
}

function BackToSignIn() {
  return (
    <p className="door__more">
      <Link href="/sign-in">{t('door.signIn')}</Link>
    </p>
  );
}
