/** The items of an opened list: open ones above, ticked ones in a group below. */
import { ChevronDown, ChevronRight, Plus } from 'lucide-react';
import { useState, useSyncExternalStore } from 'react';
import { newId } from '../../../data/new-id.ts';
import { t } from '../../../messages/messages.ts';
import { usePreferences } from '../../../state/preferences.ts';
import type { OpenWriting } from '../open-writing.ts';
import { addItems, type Row, rowsOf } from './item-edits.ts';
import { ItemRow } from './item-row.tsx';
import { useItemFocus } from './use-item-focus.ts';
import { useItemKeys } from './use-item-keys.ts';
import { useResting } from './use-resting.ts';

type Props = { open: OpenWriting; canEdit: boolean; canTick: boolean };

export function Checklist({ open, canEdit, canTick }: Props) {
  const { items } = useSyncExternalStore(open.subscribe, open.shown);
  const { groupsTicked } = usePreferences();
  const [isTickedShown, setTickedShown] = useState(true);
  const { isResting, rest } = useResting();
  const focus = useItemFocus();
  const rows = rowsOf(items);
  const isBelow = (row: Row) => groupsTicked && row.checked && !isResting(row.id);
  const above = rows.filter(row => !isBelow(row));
  const below = rows.filter(isBelow);
  const keys = useItemKeys(open, focus.set);

  function add(): void {
    const id = newId();
    const shown = open.shown();
    open.write({ ...shown, items: addItems(shown.items, undefined, [{ id, text: '' }]) });
    focus.set(id);
  }

  const row = (each: Row, order: readonly Row[]) => (
    <ItemRow
      key={each.id}
      row={each}
      order={order}
      open={open}
      keys={keys}
      canEdit={canEdit}
      canTick={canTick}
      whenTicked={() => rest(each.id)}
      boxRef={focus.boxRef(each.id)}
    />
  );

  return (
    <div className="items">
      <ul aria-label={t('items.open')}>{above.map(each => row(each, above))}</ul>
      {canTick && (
        <button type="button" className="item item--add" onClick={add}>
          <span />
          <Plus className="icon" aria-hidden="true" />
          <span>{t('items.add')}</span>
        </button>
      )}
      {below.length > 0 && (
        <>
          <button
            type="button"
            className="fold fold--open"
            aria-expanded={isTickedShown}
            onClick={() => setTickedShown(!isTickedShown)}
          >
            {isTickedShown ? (
              <ChevronDown className="icon" aria-hidden="true" />
            ) : (
              <ChevronRight className="icon" aria-hidden="true" />
            )}
            {t('card.ticked', { count: below.length })}
          </button>
          {isTickedShown && <ul aria-label={t('items.ticked')}>{below.map(each => row(each, below))}</ul>}
        </>
      )}
    </div>
  );
}
