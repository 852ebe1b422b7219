/** The actions of a card, which appear under the pointer and inside the focus. */
import { Archive, ArchiveRestore, EllipsisVertical, Palette, RotateCcw, Tag, Trash2, UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { ShownNote } from '../../data/shown-note.ts';
import { t } from '../../messages/messages.ts';
import { LabelPicker } from '../../parts/label-picker.tsx';
import { useNoteActions } from '../../state/note-actions.ts';
import { putOnTop } from '../../state/on-top.ts';
import { nameOf } from '../../state/note-name.ts';
import { useKeep } from '../../state/use-keep.ts';
import { ColorPicker } from '../../ui/color-picker.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { PopoverButton } from '../../ui/popover-button.tsx';
import { Question } from '../../ui/question.tsx';

export function CardTools({ note }: { note: ShownNote }) {
  return (
    <div className="note__tools" role="toolbar" aria-label={t('card.tools', { title: nameOf(note) })}>
      {note.trashedAt === null ? <BoardTools note={note} /> : <TrashTools note={note} />}
    </div>
  );
}

function BoardTools({ note }: { note: ShownNote }) {
  const { id, placement, ownerId } = note;
  const actions = useNoteActions();
  const { account } = useKeep();
  return (
    <>
      <IconButton icon={UserPlus} label={t('note.share')} onClick={() => putOnTop({ kind: 'sharing', noteId: id })} />
      <PopoverButton label={t('note.color')} icon={<Palette className="icon" aria-hidden="true" />}>
        {() => <ColorPicker color={placement.color} onChange={color => void actions.color([id], color)} />}
      </PopoverButton>
      <PopoverButton label={t('note.label')} icon={<Tag className="icon" aria-hidden="true" />}>
        {() => <LabelPicker notes={[note]} />}
      </PopoverButton>
      <IconButton
        icon={placement.archived ? ArchiveRestore : Archive}
        label={t(placement.archived ? 'note.unarchive' : 'note.archive')}
        onClick={() => void actions.archive([id], !placement.archived)}
      />
      {ownerId === account.id && (
        <MenuButton
          label={t('note.more')}
          entries={[{ id: 'trash', text: t('note.trash'), icon: Trash2, onAction: () => void actions.trash([id]) }]}
        >
          <EllipsisVertical className="icon" aria-hidden="true" />
        </MenuButton>
      )}
    </>
  );
}

function TrashTools({ note }: { note: ShownNote }) {
  const actions = useNoteActions();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <IconButton icon={RotateCcw} label={t('note.restore')} onClick={() => void actions.restore([note.id])} />
      <IconButton icon={Trash2} label={t('note.remove')} onClick={() => setAsking(true)} />
      {isAsking && (
        <Question
          title={t('note.remove.title', { title: nameOf(note) })}
          confirm={t('note.remove')}
          cancel={t('cancel')}
          onConfirm={() => void actions.remove([note.id])}
          onCancel={() => setAsking(false)}
        />
      )}
    </>
  );
}
