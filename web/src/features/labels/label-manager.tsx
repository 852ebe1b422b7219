/** All labels in one list: make, rename in place, merge, delete. */
import { labelKey } from '@keep/contracts/label-key';
import { Plus, Tag, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { Label } from '../../data/records.ts';
import { t } from '../../messages/messages.ts';
import { useLabelActions } from './label-actions.ts';
import { useLabels, useNotes } from '../../state/use-keep.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { IconButton } from '../../ui/icon-button.tsx';

const MOST_CHARACTERS = 200;

export function LabelManager({ close }: { close: () => void }) {
  const labels = useLabels();
  const actions = useLabelActions();
  const [typed, setTyped] = useState('');
  const twin = twinOf(labels, typed);

  function make(event: FormEvent): void {
    event.preventDefault();
    if (typed.trim() === '' || twin) return;
    void actions.create(typed.trim());
    setTyped('');
  }

  return (
    <Dialog title={t('labels.edit')} closeLabel={t('editor.close')} onClose={close} className="dialog--small">
      <form className="label-row" onSubmit={make}>
        <input
          className="input"
          aria-label={t('labels.new')}
          placeholder={t('labels.new')}
          maxLength={MOST_CHARACTERS}
          value={typed}
          autoFocus
          aria-invalid={twin !== undefined}
          onChange={event => setTyped(event.currentTarget.value)}
        />
        <button
          type="submit"
          className="icon-button"
          aria-label={t('labels.add')}
          aria-disabled={typed.trim() === '' || twin !== undefined}
        >
          <Plus className="icon" aria-hidden="true" />
        </button>
      </form>
      {twin && <p className="field__hint field__hint--error">{t('labels.taken', { name: twin.name })}</p>}
      <ul className="label-list">
        {labels.map(label => (
          <LabelRow key={label.id} label={label} labels={labels} />
        ))}
      </ul>
      {labels.length === 0 && <p className="label-picker__none">{t('labels.none')}</p>}
    </Dialog>
  );
}

function LabelRow({ label, labels }: { label: Label; labels: readonly Label[] }) {
  const actions = useLabelActions();
  const [name, setName] = useState(label.name);
  const count = useNotes().filter(({ placement }) => placement.labelIds.includes(label.id)).length;
  const twin = twinOf(
    labels.filter(({ id }) => id !== label.id),
    name,
  );

  function keep(): void {
    const trimmed = name.trim();
    if (trimmed === '') setName(label.name);
    else if (!twin && trimmed !== label.name) void actions.rename(label, trimmed);
  }

  return (
    <li>
      <div className="label-row">
        <Tag className="icon icon--small" aria-hidden="true" />
        <input
          className="input"
          aria-label={t('labels.name', { name: label.name })}
          maxLength={MOST_CHARACTERS}
          value={name}
          onChange={event => setName(event.currentTarget.value)}
          onBlur={keep}
          onKeyDown={({ key }) => key === 'Enter' && keep()}
        />
        <span className="rail__count">{count}</span>
        <IconButton
          icon={Trash2}
          label={t('labels.delete', { name: label.name })}
          onClick={() => void actions.remove(label)}
        />
      </div>
      {twin && (
        <p className="label-row__merge">
          {t('labels.taken', { name: twin.name })}{' '}
          <button type="button" className="button button--quiet" onClick={() => void actions.mergeInto(label, twin)}>
            {t('labels.merge', { count, name: twin.name })}
          </button>
        </p>
      )}
    </li>
  );
}

/** The label that has this name already. */
function twinOf(labels: readonly Label[], name: string): Label | undefined {
  const key = labelKey(name.trim());
  return key === '' ? undefined : labels.find(label => labelKey(label.name) === key);
}
