/** Name, address and password. */
import type { SignedIn } from '@keep/contracts/auth-http';
import { useState } from 'react';
import { t } from '../../messages/messages.ts';
import { PasswordField } from '../../parts/form/password-field.tsx';
import { TextField } from '../../parts/form/text-field.tsx';
import { useForm } from '../../parts/form/use-form.ts';
import { say } from '../../state/snackbar.ts';
import { useKeep } from '../../state/use-keep.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { FormDialog } from './form-dialog.tsx';
import { Row, Section } from './section.tsx';

type Open = 'name' | 'email' | 'password' | undefined;

export function AccountSection() {
  const { account } = useKeep();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const button = (what: Exclude<Open, undefined>, label: string) => (
    <button type="button" className="button button--secondary" aria-label={label} onClick={() => setOpen(what)}>
      {t('settings.change')}
    </button>
  );
  return (
    <Section id="account" title={t('settings.account')}>
      <Row icon={<Avatar id={account.id} name={account.name} size={36} />} title={account.name}>
        {button('name', t('account.changeName'))}
      </Row>
      <Row title={t('door.email')} sub={account.email}>
        {button('email', t('account.changeEmail'))}
      </Row>
      <Row title={t('door.password')} sub={t('account.passwordText')}>
        {button('password', t('account.changePassword'))}
      </Row>
      {open === 'name' && <NameDialog close={close} />}
      {open === 'email' && <EmailDialog close={close} />}
      {open === 'password' && <PasswordDialog close={close} />}
    </Section>
  );
}

type DialogProps = { close: () => void };

function NameDialog({ close }: DialogProps) {
  const { account, session } = useKeep();
  const form = useForm(async ({ name }) => {
    const me = (await session.request({ method: 'PATCH', path: '/api/v1/me', body: { name } })) as { name: string };
    session.rename(me.name);
    close();
  });
  return (
    <FormDialog title={t('account.changeName')} confirm={t('settings.save')} form={form} close={close}>
      <TextField
        label={t('door.name')}
        name="name"
        autoComplete="name"
        defaultValue={account.name}
        required
        error={form.faults.fields['name']}
      />
    </FormDialog>
  );
}

/** The new address first, then the code that was mailed to it. */
function EmailDialog({ close }: DialogProps) {
  const { session } = useKeep();
  const [newEmail, setNewEmail] = useState<string>();
  const ask = useForm(async ({ password, email = '' }) => {
    await session.request({ method: 'POST', path: '/api/v1/auth/email/change', body: { password, newEmail: email } });
    setNewEmail(email);
  });
  const confirm = useForm(async ({ code = '' }) => {
    const body = { email: newEmail, code: code.replaceAll(/\s/g, '') };
    const answer = await session.request({ method: 'POST', path: '/api/v1/auth/email/verify', body });
    session.begin(answer as SignedIn);
    say({ text: t('account.emailChanged') });
    close();
  });
  if (newEmail === undefined) {
    return (
      <FormDialog title={t('account.changeEmail')} confirm={t('account.sendCode')} form={ask} close={close}>
        <TextField
          label={t('account.newEmail')}
          name="email"
          type="email"
          required
          error={ask.faults.fields['newEmail']}
        />
        <PasswordField autoComplete="current-password" error={ask.faults.fields['password']} />
        <p className="field__hint">{t('account.emailEnds')}</p>
      </FormDialog>
    );
  }
  return (
    <FormDialog title={t('account.changeEmail')} confirm={t('code.confirm')} form={confirm} close={close}>
      <p>{t('code.sent', { email: newEmail })}</p>
      <TextField
        label={t('code.label')}
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        error={confirm.faults.fields['code']}
      />
    </FormDialog>
  );
}

function PasswordDialog({ close }: DialogProps) {
  const { session } = useKeep();
  const form = useForm(async ({ password, newPassword, revoke }) => {
    const body = { currentPassword: password, newPassword, revokeTokens: revoke === 'on' };
    await session.request({ method: 'POST', path: '/api/v1/auth/password/change', body });
    say({ text: t('account.passwordChanged') });
    close();
  });
  return (
    <FormDialog title={t('account.changePassword')} confirm={t('settings.save')} form={form} close={close}>
      <PasswordField
        autoComplete="current-password"
        label={t('password.current')}
        error={form.faults.fields['currentPassword']}
      />
      <PasswordField
        autoComplete="new-password"
        name="newPassword"
        label={t('password.new')}
        hint={t('door.password.hint')}
        error={form.faults.fields['newPassword']}
      />
      <label className="menu__item">
        <input type="checkbox" className="tick" name="revoke" />
        <span>{t('account.revokeTokens')}</span>
      </label>
    </FormDialog>
  );
}
