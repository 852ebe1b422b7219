/** With whom a note is shared: the owner invites, changes roles and hands over; a member reads the list and may leave. */
import { Crown, LogOut, Mail, X } from 'lucide-react';
import type { Member } from '../../data/records.ts';
import type { ShownNote } from '../../data/shown-note.ts';
import { t } from '../../messages/messages.ts';
import { nameOf } from '../../state/note-name.ts';
import { useKeep, useNote } from '../../state/use-keep.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { MenuButton, type MenuEntry } from '../../ui/menu.tsx';
import { Invite } from './invite.tsx';
import { useSharing } from './use-sharing.ts';
import '../../ui/styles/sharing.css';

export default function SharingDialog({ noteId, close }: { noteId: string; close: () => void }) {
  const note = useNote(noteId);
  const { account } = useKeep();
  const sharing = useSharing(noteId);
  if (!note) return null;
  const isOwner = note.ownerId === account.id;
  const foot = (
    <>
      <span>{t('sharing.yours')}</span>
      {!isOwner && (
        <button type="button" className="button button--danger" onClick={() => void sharing.leave().then(close)}>
          <LogOut className="icon" aria-hidden="true" />
          {t('sharing.leave')}
        </button>
      )}
    </>
  );
  return (
    <Dialog
      title={t('sharing.title', { title: nameOf(note) })}
      closeLabel={t('editor.close')}
      onClose={close}
      foot={foot}
    >
      {isOwner && <Invite kind={note.kind} invite={sharing.invite} />}
      {sharing.fault !== undefined && (
        <p className="field__hint field__hint--error" role="alert">
          {sharing.fault}
        </p>
      )}
      <ul className="members">
        <Owner note={note} />
        {note.members.map(member => (
          <MemberRow
            key={member.id}
            member={member}
            isList={note.kind === 'list'}
            sharing={isOwner ? sharing : undefined}
          />
        ))}
      </ul>
    </Dialog>
  );
}

function Owner({ note }: { note: ShownNote }) {
  const { account } = useKeep();
  const isOwn = note.ownerId === account.id;
  const ownerName = note.people.find(({ userId }) => userId === note.ownerId)?.name;
  const name = isOwn ? account.name : (ownerName ?? t('sharing.owner'));
  return (
    <li className="member">
      <Avatar id={note.ownerId} name={name} size={32} />
      <div>
        <div className="member__name">
          {name} {isOwn && <span className="muted">{t('sharing.you')}</span>}
        </div>
        {isOwn && <div className="member__sub">{account.email}</div>}
      </div>
      <span className="member__role">{t('sharing.owner')}</span>
    </li>
  );
}

type RowProps = { member: Member; isList: boolean; sharing: ReturnType<typeof useSharing> | undefined };

function MemberRow({ member, isList, sharing }: RowProps) {
  const { account } = useKeep();
  const { email, name, userId, role, status } = member;
  const isPending = status === 'invited';
  return (
    <li className="member">
      {isPending ? (
        <span className="avatar avatar--32 avatar--pending">
          <Mail className="icon icon--small" aria-hidden="true" />
        </span>
      ) : (
        <Avatar id={userId ?? member.id} name={name ?? email} size={32} />
      )}
      <div>
        <div className="member__name">
          {name ?? email} {userId === account.id && <span className="muted">{t('sharing.you')}</span>}
        </div>
        <div className="member__sub">{isPending ? t('sharing.invited') : email}</div>
      </div>
      {sharing ? (
        <MenuButton
          className="select select--quiet"
          label={t('sharing.roleOf', { name: name ?? email })}
          entries={entries(member, isList, sharing)}
        >
          {t(`role.${role}`)}
        </MenuButton>
      ) : (
        <span className="member__role">{t(`role.${role}`)}</span>
      )}
    </li>
  );
}

function entries(member: Member, isList: boolean, sharing: ReturnType<typeof useSharing>): MenuEntry[] {
  const roles = (['editor', 'checker', 'viewer'] as const).filter(role => isList || role !== 'checker');
  return [
    ...roles.map(role => ({
      id: role,
      text: `${t(`role.${role}`)}: ${t(`role.${role}.text`)}`,
      isDisabled: role === member.role,
      onAction: () => void sharing.invite(member.email, role),
    })),
    'line',
    ...(member.status === 'joined'
      ? [{ id: 'owner', text: t('sharing.handOver'), icon: Crown, onAction: () => void sharing.handOver(member.id) }]
      : []),
    {
      id: 'remove',
      text: t('sharing.remove'),
      icon: X,
      isDangerous: true,
      onAction: () => void sharing.remove(member.id),
    },
  ];
}
