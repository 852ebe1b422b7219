/** The history of a note: who changed it when, what each change was, and the way back. */
import { useState } from 'react';
import { X } from 'lucide-react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { formatTime, t } from '../../messages/messages.ts';
import { say } from '../../state/snackbar.ts';
import { useKeep, useNote } from '../../state/use-keep.ts';
import { useRemote } from '../../state/use-remote.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { colorToken } from '../../ui/note-color.ts';
import { peopleNames } from './people-names.ts';
import { Version } from './version.tsx';
import '../../ui/styles/history.css';

type Summary = { revision: number; editedBy: string; editedAt: string };

export default function HistoryDialog({ noteId, close }: { noteId: string; close: () => void }) {
  const note = useNote(noteId);
  const { session, sync, account } = useKeep();
  const remote = useRemote(
    `/api/v1/notes/${noteId}/revisions?limit=100`,
    answer => (answer as { revisions: Summary[] }).revisions,
  );
  const [chosen, setChosen] = useState<number>();
  if (!note) return null;
  const nameFor = peopleNames(note, account);
  const revisions = remote.state === 'ready' ? remote.value : [];
  const shown = revisions.find(({ revision }) => revision === chosen) ?? revisions[0];
  const before = shown && revisions[revisions.indexOf(shown) + 1];

  async function restore(revision: number): Promise<void> {
    await session.request({ method: 'POST', path: `/api/v1/notes/${noteId}/revisions/${revision}/restore` });
    sync.wake();
    say({ text: t('history.restored') });
    close();
  }

  return (
    <ModalOverlay className="scrim layer layer--open" isOpen isDismissable onOpenChange={isOpen => !isOpen && close()}>
      <Modal className="history-place">
        <AriaDialog className="dialog dialog--history" aria-label={t('history.title')}>
          <section className="history__note" data-color={colorToken(note.placement.color)}>
            {shown ? (
              <>
                <div className="history__bar">
                  {t('history.what', { name: nameFor(shown.editedBy), time: formatTime(shown.editedAt) })}
                </div>
                <div className="history__text">
                  <Version key={shown.revision} noteId={noteId} revision={shown.revision} before={before?.revision} />
                </div>
                <div className="history__foot">
                  <span>{t('history.nothingLost')}</span>
                  {shown !== revisions[0] && (
                    <button
                      type="button"
                      className="button button--primary"
                      onClick={() => void restore(shown.revision)}
                    >
                      {t('history.restore')}
                    </button>
                  )}
                </div>
              </>
            ) : (
              <div className="history__bar">
                {t(remote.state === 'failed' ? 'settings.noAnswer' : 'settings.loading')}
              </div>
            )}
          </section>
          <section className="history__list">
            <div className="dialog__head">
              <Heading slot="title" className="dialog__title">
                {t('history.title')}
              </Heading>
              <IconButton icon={X} label={t('editor.close')} onClick={close} />
            </div>
            <div className="history__scroll">
              {revisions.map(({ revision, editedBy, editedAt }) => (
                <button
                  key={revision}
                  type="button"
                  className="version"
                  aria-current={revision === shown?.revision}
                  onClick={() => setChosen(revision)}
                >
                  <Avatar id={editedBy} name={nameFor(editedBy)} size={28} />
                  <span className="version__who">
                    {nameFor(editedBy)}
                    <time dateTime={editedAt}>{formatTime(editedAt)}</time>
                  </span>
                  <span className="version__what">
                    {t(revision === revisions[0]?.revision ? 'history.now' : 'history.version', { revision })}
                  </span>
                </button>
              ))}
              <p className="version__note">{t('history.thinned')}</p>
            </div>
          </section>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
