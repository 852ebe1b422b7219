/** A dialog with a form; what was wrong as a whole stands above its buttons. */
import { type ReactNode, useId } from 'react';
import { t } from '../../messages/messages.ts';
import type { useForm } from '../../parts/form/use-form.ts';
import { Dialog } from '../../ui/dialog.tsx';

type Props = {
  title: string;
  confirm: string;
  isDangerous?: boolean;
  form: ReturnType<typeof useForm>;
  close: () => void;
  children: ReactNode;
};

export function FormDialog({
  title,
  confirm,
  isDangerous = false,
  form: { isSending, faults, submit },
  close,
  children,
}: Props) {
  const id = useId();
  const foot = (
    <>
      <span />
      <button type="button" className="button button--quiet" onClick={close}>
        {t('cancel')}
      </button>
      <button
        type="submit"
        form={id}
        className={`button ${isDangerous ? 'button--danger-solid' : 'button--primary'}`}
        aria-disabled={isSending}
      >
        {confirm}
      </button>
    </>
  );
  return (
    <Dialog title={title} closeLabel={t('cancel')} onClose={close} foot={foot} className="dialog--small">
      <form id={id} className="door__fields" onSubmit={event => void submit(event)}>
        {children}
        {faults.form !== undefined && (
          <p className="field__hint field__hint--error" role="alert">
            {faults.form}
          </p>
        )}
      </form>
    </Dialog>
  );
}
