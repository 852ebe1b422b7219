/** Asks before something that cannot be undone. */
import { Dialog } from './dialog.tsx';

type Props = {
  title: string;
  text?: string;
  confirm: string;
  cancel: string;
  onConfirm: () => void;
  onCancel: () => void;
};

export function Question({ title, text, confirm, cancel, onConfirm, onCancel }: Props) {
  const foot = (
    <>
      <span />
      <button type="button" className="button button--quiet" onClick={onCancel}>
        {cancel}
      </button>
      <button type="button" className="button button--danger-solid" onClick={onConfirm}>
        {confirm}
      </button>
    </>
  );
  return (
    <Dialog title={title} closeLabel={cancel} onClose={onCancel} foot={foot} isQuestion className="dialog--small">
      {text}
    </Dialog>
  );
}
