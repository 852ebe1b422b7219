/** Puts labels on notes: a list to tick, a field that finds and makes them. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { labelKey } from '@keep/contracts/label-key';
import type { ShownNote } from '../data/shown-note.ts';
import { t } from '../messages/messages.ts';
import { useNoteActions } from '../state/note-actions.ts';
import { useKeep, useLabels } from '../state/use-keep.ts';

const MOST_CHARACTERS = 200;

export function LabelPicker({ notes }: { notes: readonly ShownNote[] }) {
  const labels = useLabels();
  const keep = useKeep();
  const actions = useNoteActions();
  const [typed, setTyped] = useState('');
  const ids = notes.map(({ id }) => id);
  const wanted = labelKey(typed);
  const found = labels.filter(({ name }) => labelKey(name).includes(wanted));
  const isNew = wanted !== '' && !labels.some(({ name }) => labelKey(name) === wanted);

  async function make(): Promise<void> {
    const labelId = await keep.labels.create(typed.trim());
    setTyped('');
    await actions.label(ids, labelId, true);
  }

  return (
    <div className="label-picker">
      <div className="popover__head">{t('labels.of', { count: notes.length })}</div>
      <input
        className="input"
        aria-label={t('labels.find')}
        placeholder={t('labels.find')}
        maxLength={MOST_CHARACTERS}
        value={typed}
        autoFocus
        onChange={event => setTyped(event.currentTarget.value)}
        onKeyDown={({ key }) => key === 'Enter' && isNew && void make()}
      />
      <ul className="label-picker__list">
        {found.map(({ id, name }) => {
          const isOn = notes.every(({ placement }) => placement.labelIds.includes(id));
          return (
            <li key={id}>
              <label className="menu__item">
                <input
                  type="checkbox"
                  className="tick"
                  checked={isOn}
                  onChange={() => void actions.label(ids, id, !isOn)}
                />
                <span>{name}</span>
              </label>
            </li>
          );
        })}
        {isNew && (
          <li>
            <button type="button" className="menu__item" onClick={() => void make()}>
              <Plus className="icon" aria-hidden="true" />
              <span>{t('labels.make', { name: typed.trim() })}</span>
            </button>
          </li>
        )}
      </ul>
      {found.length === 0 && !isNew && <p className="label-picker__none">{t('labels.none')}</p>}
    </div>
  );
}
