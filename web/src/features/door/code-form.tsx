/** The eight digits of a mail: one field that takes a paste, and a way to have the code mailed again. */
import { useEffect, useState } from 'react';
import { t } from '../../messages/messages.ts';
import { TextField } from '../../parts/form/text-field.tsx';

const RESEND_AFTER_S = 60;

export function CodeField({ error }: { error: string | undefined }) {
  return (
    <TextField
      label={t('code.label')}
      name="code"
      className="input input--code"
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="\s*(\d\s*){8}"
      maxLength={24}
      required
      autoFocus
      hint={t('code.hint')}
      error={error}
    />
  );
}

/** Counts down before the code may be asked for again. */
export function Resend({ resend }: { resend: () => Promise<void> }) {
  const [left, setLeft] = useState(RESEND_AFTER_S);
  useEffect(() => {
    if (left === 0) return undefined;
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left]);
  return (
    <button
      type="button"
      className="button button--quiet"
      disabled={left > 0}
      onClick={() => void resend().then(() => setLeft(RESEND_AFTER_S))}
    >
      {left > 0 ? t('code.resendIn', { seconds: left }) : t('code.resend')}
    </button>
  );
}
