/** What the server refused, one by one, with its text and what can be done: nothing that was typed is dropped by itself. */
import { Copy, RotateCcw, Trash2 } from 'lucide-react';
import type { Operation } from '../../data/records.ts';
import { t } from '../../messages/messages.ts';
import { nameOf } from '../../state/note-name.ts';
import { say } from '../../state/snackbar.ts';
import { useKeep, useOperations } from '../../state/use-keep.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { reasonOf } from './reason-of.ts';

export function Attention({ close }: { close: () => void }) {
  const refused = firstOfEach(useOperations().filter(({ state }) => state === 'refused'));
  return (
    <Dialog title={t('attention.title')} closeLabel={t('editor.close')} onClose={close}>
      {refused.length === 0 && <p>{t('attention.none')}</p>}
      <ul className="attention">
        {refused.map(operation => (
          <Refused key={operation.objectId} operation={operation} />
        ))}
      </ul>
    </Dialog>
  );
}

/** One for each note or label: they are settled together. */
function firstOfEach(operations: readonly Operation[]): Operation[] {
  const seen = new Set<string>();
  return operations.filter(({ objectId }) => !seen.has(objectId) && seen.add(objectId));
}

function Refused({ operation: { objectId, problem, data } }: { operation: Operation }) {
  const { store, attention } = useKeep();
  const note = store.note(objectId);
  const text = note
    ? [note.title, note.body, ...note.items.map(item => item.text)].filter(Boolean).join('\n')
    : labelName(data);
  const { clipboard } = navigator as { clipboard?: Clipboard };

  async function copy(): Promise<void> {
    await clipboard?.writeText(text);
    say({ text: t('attention.copied') });
  }

  return (
    <li className="attention__item">
      <b>{note ? nameOf(note) : text}</b>
      <p className="field__hint field__hint--error">{reasonOf(problem)}</p>
      {note && <p className="attention__text">{text}</p>}
      <div className="attention__acts">
        <button type="button" className="button button--secondary" onClick={() => void attention.retry(objectId)}>
          <RotateCcw className="icon" aria-hidden="true" />
          {t('settings.retry')}
        </button>
        {clipboard && (
          <button type="button" className="button button--secondary" onClick={() => void copy()}>
            <Copy className="icon" aria-hidden="true" />
            {t('attention.copy')}
          </button>
        )}
        <button type="button" className="button button--danger" onClick={() => void attention.discard(objectId)}>
          <Trash2 className="icon" aria-hidden="true" />
          {t('attention.discard')}
        </button>
      </div>
    </li>
  );
}

/** Of an operation on a label. */
function labelName({ name }: Operation['data']): string {
  return typeof name === 'string' ? name : '';
}
