/** The box above the board, and the button on a phone: they make a note and open it. */
import { ListTodo, Plus, SquarePen } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { t } from '../../messages/messages.ts';
import { useKeep } from '../../state/use-keep.ts';
import { IconButton } from '../../ui/icon-button.tsx';

/** `labelId`: new notes get this label. */
export function Capture({ labelId }: { labelId?: string }) {
  const { notes } = useKeep();
  const [, navigate] = useLocation();
  const [isOpen, setOpen] = useState(false);
  async function make(kind: 'text' | 'list'): Promise<void> {
    const id = await notes.create(
      { kind, title: '', body: '', items: [] },
      labelId === undefined ? {} : { labelIds: [labelId] },
    );
    navigate(`/note/${id}`);
  }
  return (
    <>
      <div className="capture">
        <button type="button" className="capture__prompt" onClick={() => void make('text')}>
          {t('capture.prompt')}
        </button>
        <IconButton icon={ListTodo} label={t('capture.list')} onClick={() => void make('list')} />
      </div>
      {isOpen && (
        <div className="fab-menu is-open" onClick={() => setOpen(false)}>
          <div className="fab-menu__panel">
            <button type="button" className="fab-menu__item" onClick={() => void make('list')}>
              <ListTodo className="icon" aria-hidden="true" />
              {t('capture.list')}
            </button>
            <button type="button" className="fab-menu__item" onClick={() => void make('text')}>
              <SquarePen className="icon" aria-hidden="true" />
              {t('capture.note')}
            </button>
          </div>
        </div>
      )}
      <button
        type="button"
        className={`fab${isOpen ? ' is-open' : ''}`}
        aria-label={t('capture.new')}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Plus className="icon" aria-hidden="true" />
      </button>
    </>
  );
}
