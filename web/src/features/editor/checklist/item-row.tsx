/** One item: a tick box, its text, and what takes it away. */
import { X } from 'lucide-react';
import type { CSSProperties } from 'react';
import { t } from '../../../messages/messages.ts';
import { IconButton } from '../../../ui/icon-button.tsx';
import type { OpenWriting } from '../open-writing.ts';
import { TextBox } from '../text-box.tsx';
import { changeItem, removeItem, type Row, tickItem } from './item-edits.ts';
import type { ItemKeys } from './use-item-keys.ts';

/** As the contract has it. */
const MOST_CHARACTERS = 1_000;

type Props = {
  row: Row;
  /** The rows that are shown with it, in their order. */
  order: readonly Row[];
  open: OpenWriting;
  keys: ItemKeys;
  canEdit: boolean;
  canTick: boolean;
  whenTicked: () => void;
  boxRef: (box: HTMLTextAreaElement | null) => void;
};

export function ItemRow({
  row: { id, text, checked, level },
  order,
  open,
  keys,
  canEdit,
  canTick,
  whenTicked,
  boxRef,
}: Props) {
  return (
    <li className={`item${checked ? ' is-ticked' : ''}`} style={{ '--level': level } as CSSProperties} data-item={id}>
      <span className="item__grip" />
      <input
        type="checkbox"
        className="tick"
        checked={checked}
        disabled={!canTick}
        aria-label={text || t('item.empty')}
        onChange={() => {
          const shown = open.shown();
          whenTicked();
          open.write({ ...shown, items: tickItem(shown.items, id, !checked) });
        }}
      />
      <TextBox
        className="item__text"
        open={open}
        read={({ items }) => items.find(item => item.id === id)?.text ?? ''}
        replace={(writing, changed) => ({ ...writing, items: changeItem(writing.items, id, { text: changed }) })}
        group={`item-${id}`}
        label={t('items.text')}
        isReadOnly={!canEdit}
        maxLength={MOST_CHARACTERS}
        onKeyDown={event => canEdit && keys.whenKey(id, order, event)}
        onPaste={(pasted, event) => canEdit && keys.whenPasted(id, pasted, event)}
        boxRef={boxRef}
      />
      {canEdit && (
        <IconButton
          icon={X}
          className="item__x"
          label={t('items.remove', { text: text || t('item.empty') })}
          onClick={() => {
            const shown = open.shown();
            open.write({ ...shown, items: removeItem(shown.items, id) });
          }}
        />
      )}
    </li>
  );
}
