/** The row below an opened note: what can be done with it, whether it is saved, undo, redo, done. */
import {
  Archive,
  ArchiveRestore,
  EllipsisVertical,
  ListTodo,
  Palette,
  Redo2,
  RotateCcw,
  Tag,
  TextAlignStart,
  Trash2,
  Undo2,
  UserPlus,
  History,
} from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { newId } from '../../data/new-id.ts';
import type { ShownNote } from '../../data/shown-note.ts';
import { t } from '../../messages/messages.ts';
import { LabelPicker } from '../../parts/label-picker.tsx';
import { useNoteActions } from '../../state/note-actions.ts';
import { putOnTop } from '../../state/on-top.ts';
import { ColorPicker } from '../../ui/color-picker.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { MenuButton, type MenuEntry } from '../../ui/menu.tsx';
import { PopoverButton } from '../../ui/popover-button.tsx';
import { asList, asText } from './convert.ts';
import type { OpenWriting } from './open-writing.ts';
import type { Role } from './role-of.ts';

type Props = { note: ShownNote; open: OpenWriting; role: Role; close: () => void };

export function EditorTools({ note, open, role, close }: Props) {
  const actions = useNoteActions();
  const canUndo = useSyncExternalStore(open.subscribe, open.canUndo);
  const canRedo = useSyncExternalStore(open.subscribe, open.canRedo);
  const { placement, trashedAt } = note;
  if (trashedAt !== null) {
    return (
      <div className="editor__tools">
        <IconButton icon={RotateCcw} label={t('note.restore')} onClick={() => void actions.restore([note.id])} />
        <span className="editor__status">{t('editor.inTrash')}</span>
        <Done close={close} />
      </div>
    );
  }
  return (
    <div className="editor__tools" role="toolbar" aria-label={t('editor.tools')}>
      <PopoverButton label={t('note.color')} icon={<Palette className="icon" aria-hidden="true" />}>
        {() => <ColorPicker color={placement.color} onChange={color => void actions.color([note.id], color)} />}
      </PopoverButton>
      <IconButton
        icon={UserPlus}
        label={t('note.share')}
        onClick={() => putOnTop({ kind: 'sharing', noteId: note.id })}
      />
      <PopoverButton label={t('note.label')} icon={<Tag className="icon" aria-hidden="true" />}>
        {() => <LabelPicker notes={[note]} />}
      </PopoverButton>
      <IconButton
        icon={placement.archived ? ArchiveRestore : Archive}
        label={t(placement.archived ? 'note.unarchive' : 'note.archive')}
        onClick={() => {
          void actions.archive([note.id], !placement.archived);
          close();
        }}
      />
      <Status note={note} open={open} />
      <IconButton icon={Undo2} label={t('editor.undo')} disabled={!canUndo} onClick={() => open.undo()} />
      <IconButton icon={Redo2} label={t('editor.redo')} disabled={!canRedo} onClick={() => open.redo()} />
      <MenuButton
        label={t('note.more')}
        entries={moreEntries(note, open, role, () => void actions.trash([note.id]).then(close))}
      >
        <EllipsisVertical className="icon" aria-hidden="true" />
      </MenuButton>
      <Done close={close} />
    </div>
  );
}

function Done({ close }: { close: () => void }) {
  return (
    <button type="button" className="button button--quiet" onClick={close}>
      {t('editor.done')}
    </button>
  );
}

function Status({ note, open }: { note: ShownNote; open: OpenWriting }) {
  const state = useSyncExternalStore(open.subscribe, open.state);
  const text = () => {
    if (state === 'failed') return t('store.broken');
    if (note.syncState === 'refused') return t('card.refused');
    if (state === 'storing') return t('sync.saving');
    return t(note.syncState === 'saved' ? 'sync.saved' : 'sync.device');
  };
  return (
    <span className="editor__status" role={state === 'failed' ? 'alert' : 'status'}>
      {text()}
    </span>
  );
}

function moreEntries(note: ShownNote, open: OpenWriting, role: Role, trash: () => void): MenuEntry[] {
  const isList = note.kind === 'list';
  const canEdit = role === 'owner' || role === 'editor';
  return [
    {
      id: 'history',
      text: t('history.title'),
      icon: History,
      onAction: () => putOnTop({ kind: 'history', noteId: note.id }),
    },
    ...(canEdit
      ? [
          {
            id: 'convert',
            text: t(isList ? 'editor.asText' : 'editor.asList'),
            icon: isList ? TextAlignStart : ListTodo,
            onAction: () => open.write(isList ? asText(open.shown()) : asList(open.shown(), newId)),
          },
        ]
      : []),
    ...(role === 'owner' ? [{ id: 'trash', text: t('note.trash'), icon: Trash2, onAction: trash }] : []),
  ];
}
