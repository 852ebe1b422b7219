/** An opened note: its title, its text or items, and what can be done with it. */
import { ArrowLeft, Pin } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { useLocation } from 'wouter';
import type { ShownNote } from '../../data/shown-note.ts';
import { t } from '../../messages/messages.ts';
import { useNoteActions } from '../../state/note-actions.ts';
import { nameOf } from '../../state/note-name.ts';
import { useKeep, useNote } from '../../state/use-keep.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { LightText } from '../../ui/light-markdown/light-text.tsx';
import { colorToken } from '../../ui/note-color.ts';
import { Checklist } from './checklist/checklist.tsx';
import { EditorMeta } from './editor-meta.tsx';
import { EditorTools } from './editor-tools.tsx';
import { OpenWriting } from './open-writing.ts';
import { roleOf } from './role-of.ts';
import { TextBox } from './text-box.tsx';
import { useEditorKeys } from './use-editor-keys.ts';

/** As the contract has them. */
const MOST_IN_TITLE = 1_000;
const MOST_IN_BODY = 100_000;

/** `back` is where closing leads to. */
export function Editor({ noteId, back }: { noteId: string; back: string }) {
  const note = useNote(noteId);
  const { notes } = useKeep();
  const [, navigate] = useLocation();
  if (!note) return null;

  function close(): void {
    navigate(back);
    // An empty note is none.
    if (isEmpty(note)) void notes.discardEmpty(noteId);
  }

  return (
    <ModalOverlay className="scrim layer layer--open" isOpen isDismissable onOpenChange={isOpen => !isOpen && close()}>
      <Modal className="editor-place">
        <Dialog
          className="editor"
          aria-label={t('editor.label', { title: nameOf(note) })}
          data-color={colorToken(note.placement.color)}
        >
          <OpenNote note={note} close={close} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function isEmpty(note: ShownNote | undefined): boolean {
  return (
    note !== undefined && note.title === '' && note.body.trim() === '' && note.items.every(({ text }) => text === '')
  );
}

function OpenNote({ note, close }: { note: ShownNote; close: () => void }) {
  const { account } = useKeep();
  const actions = useNoteActions();
  const open = useOpenWriting(note);
  const role = note.trashedAt === null ? roleOf(note, account.id) : 'viewer';
  const canEdit = role === 'owner' || role === 'editor';
  const { pinned } = note.placement;
  useEditorKeys(open, close);
  return (
    <>
      <div className="editor__head">
        <IconButton icon={ArrowLeft} className="editor__back" label={t('editor.close')} onClick={close} />
        <TextBox
          className="editor__title"
          open={open}
          read={({ title }) => title}
          replace={(writing, title) => ({ ...writing, title: title.replaceAll('\n', ' ') })}
          group="title"
          label={t('editor.title')}
          placeholder={t('editor.title')}
          isReadOnly={!canEdit}
          maxLength={MOST_IN_TITLE}
        />
        <div className="editor__acts">
          {note.trashedAt === null && (
            <IconButton
              icon={Pin}
              className="icon-button--note"
              isFilled={pinned}
              label={t(pinned ? 'note.unpin' : 'note.pin')}
              aria-pressed={pinned}
              onClick={() => void actions.pin([note.id], !pinned)}
            />
          )}
        </div>
      </div>
      <div className="editor__body">
        {note.kind === 'list' ? (
          <Checklist open={open} canEdit={canEdit} canTick={canEdit || role === 'checker'} />
        ) : (
          <TextBox
            className="md"
            open={open}
            read={({ body }) => body}
            replace={(writing, body) => ({ ...writing, body })}
            group="body"
            label={t('editor.body')}
            placeholder={t('editor.body')}
            isReadOnly={!canEdit}
            maxLength={MOST_IN_BODY}
            autoFocus={canEdit}
            mirror={text => <LightText source={text} hasSigns />}
          />
        )}
      </div>
      <EditorMeta note={note} />
      <EditorTools note={note} open={open} role={role} close={close} />
    </>
  );
}

/** One for as long as the note is open. */
function useOpenWriting(note: ShownNote): OpenWriting {
  const { store, notes } = useKeep();
  const [open] = useState(() => new OpenWriting(note.id, note, store, notes));
  useEffect(() => {
    open.begin();
    return () => open.close();
  }, [open]);
  return open;
}
