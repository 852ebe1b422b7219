/** One version of a note, with what changed from the one before: removed words struck out, added ones marked. */
import { textHunks } from '@keep/note-merge/text-hunks';
import type { Writing } from '@keep/note-merge/writing';
import { Fragment, type ReactNode } from 'react';
import { t } from '../../messages/messages.ts';
import { useRemote } from '../../state/use-remote.ts';

type Props = { noteId: string; revision: number; before: number | undefined };

export function Version({ noteId, revision, before }: Props) {
  const path = (number: number) => `/api/v1/notes/${noteId}/revisions/${number}`;
  const after = useRemote(path(revision), answer => answer as Writing);
  const earlier = useRemote(path(before ?? revision), answer => answer as Writing);
  if (after.state === 'failed' || earlier.state === 'failed') return <p>{t('settings.noAnswer')}</p>;
  if (after.state !== 'ready' || earlier.state !== 'ready') return <p>{t('settings.loading')}</p>;
  const [from, to] = [before === undefined ? { title: '', text: '' } : plain(earlier.value), plain(after.value)];
  return (
    <>
      <h3>{differences(from.title, to.title)}</h3>
      <div className="history__body">{differences(from.text, to.text)}</div>
    </>
  );
}

/** A list as lines, so that both kinds compare. */
function plain({ title, body, items }: Writing): { title: string; text: string } {
  const lines = items.map(
    ({ text, checked, parentId }) => `${parentId === null ? '' : '  '}${checked ? '☑' : '☐'} ${text}`,
  );
  return { title, text: [body, ...lines].filter(line => line !== '').join('\n') };
}

function differences(from: string, to: string): ReactNode {
  let at = 0;
  const parts = textHunks(from, to).map(hunk => {
    const same = from.slice(at, hunk.from);
    at = hunk.to;
    return (
      <Fragment key={hunk.from}>
        {same}
        {hunk.to > hunk.from && <del>{from.slice(hunk.from, hunk.to)}</del>}
        {hunk.text !== '' && <ins>{hunk.text}</ins>}
      </Fragment>
    );
  });
  return [...parts, from.slice(at)];
}
