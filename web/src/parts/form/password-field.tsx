/** A password that can be shown while it is typed. */
import { Eye, EyeOff } from 'lucide-react';
import { useId, useState } from 'react';
import { t } from '../../messages/messages.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Hint } from './text-field.tsx';

type Props = {
  autoComplete: 'current-password' | 'new-password';
  label?: string;
  /** In the form. */
  name?: string;
  hint?: string;
  error?: string | undefined;
};

export function PasswordField({ autoComplete, label = t('door.password'), name = 'password', hint, error }: Props) {
  const id = useId();
  const [isShown, setShown] = useState(false);
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <span className="input-group">
        <input
          className="input"
          id={id}
          name={name}
          type={isShown ? 'text' : 'password'}
          autoComplete={autoComplete}
          required
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-hint`}
        />
        <IconButton
          icon={isShown ? EyeOff : Eye}
          label={t(isShown ? 'door.password.hide' : 'door.password.show')}
          onClick={() => setShown(!isShown)}
        />
      </span>
      <Hint id={`${id}-hint`} hint={hint} error={error} />
    </div>
  );
}
