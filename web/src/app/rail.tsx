/** The rail: places and labels, each with how many notes it shows. In a narrow window it is a drawer. */
import { Archive, Pencil, StickyNote, Tag, Trash2, Users } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import type { ShownNote } from '../data/shown-note.ts';
import { t } from '../messages/messages.ts';
import { usePlace } from '../state/use-place.ts';
import { useKeep, useLabels, useNotes } from '../state/use-keep.ts';

type Props = { isOpen: boolean; close: () => void };

export function Rail({ isOpen, close }: Props) {
  const labels = useLabels();
  const counts = useCounts();
  const [location] = useLocation();
  useEffect(close, [location]);
  return (
    <>
      {isOpen && <div className="rail__scrim" onClick={close} />}
      <nav className={`rail${isOpen ? ' is-open' : ''}`} aria-label={t('nav.label')}>
        <RailItem path="/" icon={StickyNote} text={t('nav.notes')} count={counts.active} />
        <RailItem path="/shared" icon={Users} text={t('nav.shared')} count={counts.shared} />
        <div className="rail__head">
          <span>{t('nav.labels')}</span>
          <Link className="icon-button" href="/labels" aria-label={t('labels.edit')}>
            <Pencil className="icon" aria-hidden="true" />
          </Link>
        </div>
        {labels.map(({ id, name }) => (
          <RailItem key={id} path={`/label/${id}`} icon={Tag} isSmall text={name} count={counts.ofLabel.get(id)} />
        ))}
        <div className="rail__foot">
          <RailItem path="/archive" icon={Archive} text={t('nav.archive')} />
          <RailItem path="/trash" icon={Trash2} text={t('nav.trash')} />
        </div>
      </nav>
    </>
  );
}

type ItemProps = { path: string; icon: LucideIcon; text: string; count?: number | undefined; isSmall?: boolean };

function RailItem({ path, icon: Icon, text, count = 0, isSmall = false }: ItemProps) {
  const place = usePlace();
  return (
    <Link className="rail__item" href={path} aria-current={place.path === path ? 'page' : undefined}>
      <Icon className={`icon${isSmall ? ' icon--small' : ''}`} aria-hidden="true" />
      <span>{text}</span>
      {count > 0 && <span className="rail__count">{count}</span>}
    </Link>
  );
}

type Counts = { active: number; shared: number; ofLabel: ReadonlyMap<string, number> };

function useCounts(): Counts {
  const notes = useNotes();
  const { account } = useKeep();
  return useMemo(() => countsOf(notes, account.id), [notes, account.id]);
}

function countsOf(notes: readonly ShownNote[], ownId: string): Counts {
  const ofLabel = new Map<string, number>();
  let active = 0;
  let shared = 0;
  for (const { trashedAt, placement, ownerId } of notes) {
    if (trashedAt !== null) continue;
    if (placement.invitation) {
      shared += 1;
      continue;
    }
    if (!placement.archived) active += 1;
    if (ownerId !== ownId) shared += 1;
    for (const id of placement.labelIds) ofLabel.set(id, (ofLabel.get(id) ?? 0) + 1);
  }
  return { active, shared, ofLabel };
}
