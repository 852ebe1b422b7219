/** Invitations that wait for an answer, in front of the notes that others share. Nothing of a note is shown before. */
import type { ShownNote } from '../../data/shown-note.ts';
import { t } from '../../messages/messages.ts';
import { nameOf } from '../../state/note-name.ts';
import { say } from '../../state/snackbar.ts';
import { useKeep, useNotes } from '../../state/use-keep.ts';
import { Avatar } from '../../ui/avatar.tsx';

export function Invitations() {
  const invited = useNotes().filter(({ placement, trashedAt }) => placement.invitation && trashedAt === null);
  if (invited.length === 0) return null;
  return (
    <ul className="invitations" aria-label={t('invitations.title')}>
      {invited.map(note => (
        <Invitation key={note.id} note={note} />
      ))}
    </ul>
  );
}

function Invitation({ note }: { note: ShownNote }) {
  const { notes, session } = useKeep();
  const { invitation } = note.placement;
  if (!invitation) return null;
  const { by, role } = invitation;
  const name = by.name ?? t('history.someone');

  async function block(): Promise<void> {
    await session.request({ method: 'PUT', path: `/api/v1/blocks/${by.userId}` });
    await notes.decline(note.id);
    say({ text: t('invitations.blocked', { name }) });
  }

  return (
    <li className="banner invitation">
      <Avatar id={by.userId} name={name} size={32} />
      <span className="banner__text">
        <b>{name}</b> {t('invitations.text', { title: nameOf(note), role: t(`role.${role}`) })}
      </span>
      <button type="button" className="button button--primary" onClick={() => void notes.accept(note.id)}>
        {t('invitations.accept')}
      </button>
      <button type="button" className="button button--quiet" onClick={() => void notes.decline(note.id)}>
        {t('invitations.decline')}
      </button>
      <button type="button" className="button button--quiet" onClick={() => void block()}>
        {t('invitations.block')}
      </button>
    </li>
  );
}
