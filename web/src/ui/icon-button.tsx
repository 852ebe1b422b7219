/** A button that shows an icon and says what it does. */
import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';

type Props = Omit<ComponentProps<'button'>, 'children' | 'aria-label'> & {
  icon: LucideIcon;
  label: string;
  isFilled?: boolean;
};

export function IconButton({ icon: Icon, label, isFilled = false, className = '', ...rest }: Props) {
  return (
    <button type="button" {...rest} className={`icon-button ${className}`} aria-label={label} title={label}>
      <Icon className={`icon${isFilled ? ' icon--filled' : ''}`} aria-hidden="true" />
    </button>
  );
}
