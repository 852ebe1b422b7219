/** What a card shows: title, text or items, labels, people. */
import { ChevronRight, CloudUpload, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ShownNote } from '../../data/shown-note.ts';
import { t } from '../../messages/messages.ts';
import { useKeep, useLabels } from '../../state/use-keep.ts';
import { useServer } from '../../state/use-server.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { LightText } from '../../ui/light-markdown/light-text.tsx';

const MOST_ITEMS = 12;
const MOST_LABELS = 3;
const FEW_WORDS = 60;

export function CardContent({ note }: { note: ShownNote }) {
  const { title, body, kind } = note;
  return (
    <div className="note__content">
      {title !== '' && (
        <h3 className="note__title" dir="auto">
          {title}
        </h3>
      )}
      {kind === 'text' ? (
        <Text body={body} isShort={title === '' && body.length <= FEW_WORDS} />
      ) : (
        <Items note={note} />
      )}
      <Meta note={note} />
    </div>
  );
}

function Text({ body, isShort }: { body: string; isShort: boolean }) {
  if (body === '') return null;
  const isLong = body.length > 400 || body.split('\n').length > 13;
  return (
    <div className={`note__text${isShort ? ' note__text--short' : ''}${isLong ? ' note__text--long' : ''}`} dir="auto">
      <LightText source={body} />
    </div>
  );
}

function Items({ note }: { note: ShownNote }) {
  const { notes } = useKeep();
  const [isOpen, setOpen] = useState(false);
  const open = note.items.filter(({ checked }) => !checked);
  const ticked = note.items.filter(({ checked }) => checked);
  const shown = isOpen ? [...open, ...ticked] : open.slice(0, MOST_ITEMS);

  function tick(id: string): void {
    const items = note.items.map(item => (item.id === id ? { ...item, checked: !item.checked } : item));
    void notes.write(note.id, note, { ...note, items });
  }

  return (
    <>
      <ul className="checklist">
        {shown.map(({ id, text, checked, parentId }) => (
          <li key={id} className={`${checked ? 'is-ticked' : ''}${parentId === null ? '' : ' is-nested'}`}>
            <input
              className="tick"
              type="checkbox"
              checked={checked}
              aria-label={text || t('item.empty')}
              onChange={() => tick(id)}
            />
            <span dir="auto">{text}</span>
          </li>
        ))}
      </ul>
      {open.length > MOST_ITEMS && !isOpen && (
        <span className="fold">{t('card.moreItems', { count: open.length - MOST_ITEMS })}</span>
      )}
      {ticked.length > 0 && (
        <button type="button" className="fold" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <ChevronRight className="icon" aria-hidden="true" />
          {t('card.ticked', { count: ticked.length })}
        </button>
      )}
    </>
  );
}

function Meta({ note }: { note: ShownNote }) {
  const labels = useLabels();
  const { account } = useKeep();
  const own = labels.filter(({ id }) => note.placement.labelIds.includes(id));
  const people = peopleOf(note, account.id);
  if (own.length === 0 && people.length === 0 && note.syncState === 'saved' && note.trashedAt === null) return null;
  return (
    <footer className="note__meta">
      {own.slice(0, MOST_LABELS).map(({ id, name }) => (
        <span key={id} className="pill">
          <span>{name}</span>
        </span>
      ))}
      {own.length > MOST_LABELS && <span className="pill">+{own.length - MOST_LABELS}</span>}
      {note.trashedAt !== null && <DaysLeft since={note.trashedAt} />}
      <Waiting state={note.syncState} />
      {people.length > 0 && (
        <span className="avatars">
          {people.map(({ id, name }) => (
            <Avatar key={id} id={id} name={name} />
          ))}
        </span>
      )}
    </footer>
  );
}

const DAY_MS = 86_400_000;

/** How long the trash keeps a note that is in it since then. */
function DaysLeft({ since }: { since: string }) {
  const server = useServer();
  if (!server) return null;
  const days = Math.ceil(server.trashDays - (Date.now() - Date.parse(since)) / DAY_MS);
  return <span className="note__wait">{t('card.daysLeft', { count: Math.max(0, days) })}</span>;
}

function Waiting({ state }: { state: ShownNote['syncState'] }) {
  if (state === 'saved') return null;
  const Icon = state === 'refused' ? TriangleAlert : CloudUpload;
  const text = t(state === 'refused' ? 'card.refused' : 'card.waiting');
  return (
    <span className="note__wait" title={text}>
      <Icon className="icon icon--tiny" role="img" aria-label={text} />
    </span>
  );
}

/** The others who have the note. */
function peopleOf({ members }: ShownNote, ownId: string): { id: string; name: string }[] {
  return members.flatMap(({ id, userId, name, email }) =>
    userId === ownId ? [] : [{ id: userId ?? id, name: name ?? email }],
  );
}
