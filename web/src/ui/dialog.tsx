/** A dialog above everything: the focus stays in it, Escape and the scrim close it. */
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './icon-button.tsx';

type Props = {
  title: string;
  /** What the closing button says. */
  closeLabel: string;
  onClose: () => void;
  /** Buttons at the foot. */
  foot?: ReactNode;
  /** A question interrupts: it is announced as one, and the scrim does not close it. */
  isQuestion?: boolean;
  className?: string;
  children?: ReactNode;
};

export function Dialog({ title, closeLabel, onClose, foot, isQuestion = false, className = '', children }: Props) {
  return (
    <ModalOverlay
      className="scrim layer layer--open"
      isOpen
      isDismissable={!isQuestion}
      onOpenChange={isOpen => !isOpen && onClose()}
    >
      <Modal className={`dialog ${className}`}>
        <AriaDialog className="dialog__frame" role={isQuestion ? 'alertdialog' : 'dialog'}>
          <div className="dialog__head">
            <Heading slot="title" className="dialog__title">
              {title}
            </Heading>
            {!isQuestion && <IconButton icon={X} label={closeLabel} onClick={onClose} />}
          </div>
          {children !== undefined && <div className="dialog__body">{children}</div>}
          {foot !== undefined && <div className="dialog__foot dialog__foot--plain">{foot}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
