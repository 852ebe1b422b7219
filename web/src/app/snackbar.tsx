/** Shows what was just done for seven seconds; longer while the pointer or the focus is on it. */
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { t } from '../messages/messages.ts';
import { dismiss, undoLast, useMessage } from '../state/snackbar.ts';
import { IconButton } from '../ui/icon-button.tsx';

const SHOWN_MS = 7_000;

export function Snackbar() {
  const message = useMessage();
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (!message || isHeld) return undefined;
    const timer = setTimeout(dismiss, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [message, isHeld]);
  return (
    <div role="status" aria-live="polite">
      {message && (
        <div
          className="snackbar"
          onMouseEnter={() => setHeld(true)}
          onMouseLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
        >
          <span>{message.text}</span>
          {message.undo && (
            <button type="button" className="button button--quiet" onClick={() => undoLast()}>
              {t('snackbar.undo')}
            </button>
          )}
          <IconButton icon={X} label={t('snackbar.dismiss')} onClick={dismiss} />
        </div>
      )}
    </div>
  );
}
