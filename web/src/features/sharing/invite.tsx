/** Invites an address, whether or not it has an account. */
import type { MemberRole } from '@keep/contracts/notes-http';
import { type FormEvent, useState } from 'react';
import { t } from '../../messages/messages.ts';

type Props = { kind: 'text' | 'list'; invite: (email: string, role: MemberRole) => Promise<boolean> };

export function Invite({ kind, invite }: Props) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<MemberRole>('editor');

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (await invite(email, role)) setEmail('');
  }

  return (
    <form className="invite" onSubmit={event => void submit(event)}>
      <input
        className="input"
        type="email"
        required
        placeholder={t('sharing.address')}
        aria-label={t('sharing.address')}
        value={email}
        onChange={event => setEmail(event.currentTarget.value)}
      />
      <select
        className="select"
        aria-label={t('sharing.role')}
        value={role}
        onChange={event => setRole(event.currentTarget.value as MemberRole)}
      >
        <option value="editor">{t('role.editor')}</option>
        {kind === 'list' && <option value="checker">{t('role.checker')}</option>}
        <option value="viewer">{t('role.viewer')}</option>
      </select>
      <button type="submit" className="button button--primary">
        {t('sharing.invite')}
      </button>
    </form>
  );
}
