/** A button that opens a menu; the arrow keys, typing, Escape and the focus are React Aria's. */
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Menu as AriaMenu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components';

export type MenuEntry =
  | {
      id: string;
      text: string;
      icon?: LucideIcon;
      hint?: string;
      isDangerous?: boolean;
      isDisabled?: boolean;
      onAction: () => void;
    }
  | 'line';

type Props = {
  /** What the button does, for those who do not see it. */
  label: string;
  entries: readonly MenuEntry[];
  className?: string;
  children: ReactNode;
};

export function MenuButton({ label, entries, className = 'icon-button', children }: Props) {
  const disabledKeys = entries.flatMap(entry => (entry !== 'line' && entry.isDisabled ? [entry.id] : []));
  return (
    <MenuTrigger>
      <Button className={className} aria-label={label}>
        {children}
      </Button>
      <Popover className="menu" placement="bottom end" offset={4}>
        <AriaMenu aria-label={label} disabledKeys={disabledKeys}>
          {entries.map((entry, index) =>
            entry === 'line' ? (
              <Separator key={`line-${index}`} className="menu__line" />
            ) : (
              <MenuItem
                key={entry.id}
                id={entry.id}
                textValue={entry.text}
                className={`menu__item${entry.isDangerous ? ' menu__item--danger' : ''}`}
                onAction={entry.onAction}
              >
                {entry.icon && <entry.icon className="icon" aria-hidden="true" />}
                <span>{entry.text}</span>
                {entry.hint !== undefined && <kbd className="kbd">{entry.hint}</kbd>}
              </MenuItem>
            ),
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
