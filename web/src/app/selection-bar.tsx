/** Acts on all selected notes at once; in the place of the bar. */
import { Archive, ArchiveRestore, Palette, Pin, RotateCcw, Tag, Trash2, X } from 'lucide-react';
import { useEffect } from 'react';
import { t } from '../messages/messages.ts';
import { LabelPicker } from '../parts/label-picker.tsx';
import { useNoteActions } from '../state/note-actions.ts';
import { clearSelection, useSelection } from '../state/selection.ts';
import { useKeep } from '../state/use-keep.ts';
import { ColorPicker } from '../ui/color-picker.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { PopoverButton } from '../ui/popover-button.tsx';

export function SelectionBar() {
  const { store } = useKeep();
  const actions = useNoteActions();
  const ids = [...useSelection()];
  const notes = ids.flatMap(id => store.note(id) ?? []);
  const isTrash = notes.some(({ trashedAt }) => trashedAt !== null);
  const isArchived = notes.every(({ placement }) => placement.archived);
  const isPinned = notes.every(({ placement }) => placement.pinned);
  useEffect(() => {
    const whenKey = ({ key }: KeyboardEvent) => key === 'Escape' && clearSelection();
    addEventListener('keydown', whenKey);
    return () => removeEventListener('keydown', whenKey);
  }, []);

  function finish(action: Promise<void>): void {
    void action.then(clearSelection);
  }

  return (
    <div className="selection" role="toolbar" aria-label={t('selection.label')}>
      <IconButton icon={X} label={t('selection.clear')} onClick={clearSelection} />
      <span className="selection__count" role="status">
        {t('selection.count', { count: ids.length })}
      </span>
      <span className="selection__space" />
      {isTrash ? (
        <IconButton icon={RotateCcw} label={t('note.restore')} onClick={() => finish(actions.restore(ids))} />
      ) : (
        <>
          <IconButton
            icon={Pin}
            label={t(isPinned ? 'note.unpin' : 'note.pin')}
            onClick={() => finish(actions.pin(ids, !isPinned))}
          />
          <PopoverButton label={t('note.color')} icon={<Palette className="icon" aria-hidden="true" />}>
            {close => (
              <ColorPicker
                color={notes[0]?.placement.color ?? 'default'}
                onChange={color => {
                  close();
                  finish(actions.color(ids, color));
                }}
              />
            )}
          </PopoverButton>
          <PopoverButton label={t('note.label')} icon={<Tag className="icon" aria-hidden="true" />}>
            {() => <LabelPicker notes={notes} />}
          </PopoverButton>
          <IconButton
            icon={isArchived ? ArchiveRestore : Archive}
            label={t(isArchived ? 'note.unarchive' : 'note.archive')}
            onClick={() => finish(actions.archive(ids, !isArchived))}
          />
          <IconButton icon={Trash2} label={t('note.trash')} onClick={() => finish(actions.trash(ids))} />
        </>
      )}
    </div>
  );
}
