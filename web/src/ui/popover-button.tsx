/** A button that opens a popover with anything in it. On a phone the popover is a sheet (see widths.css). */
import type { ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';

type Props = {
  label: string;
  icon: ReactNode;
  className?: string;
  /** `close` closes the popover. */
  children: (close: () => void) => ReactNode;
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
};

export function PopoverButton({ label, icon, className = 'icon-button', children, ...state }: Props) {
  return (
    <DialogTrigger {...state}>
      <Button className={className} aria-label={label}>
        {icon}
      </Button>
      <Popover className="popover picker" placement="bottom start" offset={8}>
        <Dialog aria-label={label}>{({ close }) => children(close)}</Dialog>
      </Popover>
    </DialogTrigger>
  );
}
