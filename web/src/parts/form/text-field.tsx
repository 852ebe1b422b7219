/** A labelled field with a hint, or with what is wrong with its value. */
import { type ComponentProps, useId } from 'react';

type Props = ComponentProps<'input'> & { label: string; hint?: string | undefined; error?: string | undefined };

export function TextField({ label, hint, error, ...input }: Props) {
  const id = useId();
  return (
    <div className="field">
      <label className="field__label" htmlFor={id}>
        {label}
      </label>
      <input className="input" id={id} aria-invalid={error !== undefined} aria-describedby={`${id}-hint`} {...input} />
      <Hint id={`${id}-hint`} hint={hint} error={error} />
    </div>
  );
}

export function Hint({ id, hint, error }: { id: string; hint?: string | undefined; error?: string | undefined }) {
  if (error !== undefined) {
    return (
      <p className="field__hint field__hint--error" id={id} role="alert">
        {error}
      </p>
    );
  }
  return hint === undefined ? null : (
    <p className="field__hint" id={id}>
      {hint}
    </p>
  );
}
