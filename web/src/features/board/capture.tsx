/** The box above the board: makes a note and opens it. */
import { ListTodo } from 'lucide-react';
import { useLocation } from 'wouter';
import { t } from '../../messages/messages.ts';
import { useKeep } from '../../state/use-keep.ts';
import { IconButton } from '../../ui/icon-button.tsx';

export function Capture() {
  const { notes } = useKeep();
  const [, navigate] = useLocation();
  async function make(kind: 'text' | 'list'): Promise<void> {
    const id = await notes.create({ kind, title: '', body: '', items: [] });
    navigate(`/note/${id}`);
  }
  return (
    <div className="capture">
      <button type="button" className="capture__prompt" onClick={() => void make('text')}>
        {t('capture.prompt')}
      </button>
      <IconButton icon={ListTodo} label={t('capture.list')} onClick={() => void make('list')} />
    </div>
  );
}
