/** The places of the rail, and the board that each of them shows. */
import { t } from '../messages/messages.ts';
import { Board } from '../features/board/board.tsx';
import { Capture } from '../features/board/capture.tsx';
import type { ShownNote } from '../data/shown-note.ts';
import { lazy, Suspense, useCallback, useMemo } from 'react';
import { Filters } from '../features/search/filters.tsx';
import { matches } from '../features/search/match-note.ts';
import { parseQuery } from '../features/search/query.ts';
import { EmptyTrash } from './empty-trash.tsx';
import { Invitations } from '../features/sharing/invitations.tsx';
import { useQuery } from '../features/search/use-query.ts';
import { useKeep, useLabels } from '../state/use-keep.ts';

/** A note that was stored before there were invitations has none. */
const isJoined = ({ placement }: ShownNote) => !placement.invitation;
const isOnBoard = (note: ShownNote) => note.trashedAt === null && !note.placement.archived && isJoined(note);
const isArchived = ({ trashedAt, placement }: ShownNote) => trashedAt === null && placement.archived;
const isTrashed = ({ trashedAt }: ShownNote) => trashedAt !== null;

export function NotesPage() {
  return (
    <>
      <Capture />
      <Board isShown={isOnBoard} hasSections empty={<FirstBoard />} />
    </>
  );
}

export function ArchivePage() {
  return <Board isShown={isArchived} empty={<Empty text={t('empty.archive')} />} />;
}

export function TrashPage() {
  return (
    <>
      <EmptyTrash />
      <Board isShown={isTrashed} empty={<Empty text={t('empty.trash')} />} />
    </>
  );
}

export function SharedPage() {
  const { account } = useKeep();
  const isShared = useCallback(
    (note: ShownNote) => note.trashedAt === null && note.ownerId !== account.id && isJoined(note),
    [account.id],
  );
  return (
    <>
      <Invitations />
      <Board isShown={isShared} empty={<Empty text={t('empty.shared')} />} />
    </>
  );
}

export function LabelPage({ labelId }: { labelId: string }) {
  const hasLabel = useCallback(
    ({ trashedAt, placement }: ShownNote) => trashedAt === null && placement.labelIds.includes(labelId),
    [labelId],
  );
  return (
    <>
      <Capture labelId={labelId} />
      <Board isShown={hasLabel} hasSections empty={<Empty text={t('empty.label')} />} />
    </>
  );
}

export function SearchPage() {
  const { query } = useQuery();
  const labels = useLabels();
  const { account } = useKeep();
  const terms = useMemo(() => parseQuery(query), [query]);
  const isFound = useCallback(
    (note: ShownNote) => terms.length > 0 && isJoined(note) && matches(note, terms, { labels, ownId: account.id }),
    [terms, labels, account.id],
  );
  return (
    <div className="search-page">
      <Board isShown={isFound} empty={<Empty text={t(terms.length > 0 ? 'search.none' : 'search.hint')} />} />
      <Filters />
    </div>
  );
}

const Settings = lazy(() => import('../features/settings/settings-page.tsx'));

export function SettingsPage() {
  return (
    <Suspense>
      <Settings />
    </Suspense>
  );
}

function Empty({ text }: { text: string }) {
  return (
    <div className="empty">
      <p className="empty__text">{text}</p>
    </div>
  );
}

function FirstBoard() {
  return (
    <div className="empty">
      <h2 className="empty__title">{t('board.empty.title')}</h2>
      <p className="empty__text">{t('board.empty.text')}</p>
    </div>
  );
}
