/** All keys in one list. */
import { type MessageKey, t } from '../../messages/messages.ts';
import { Dialog } from '../../ui/dialog.tsx';
import '../../ui/styles/palette.css';

/** Ctrl is Cmd on a Mac. */
const COMMAND = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl';

const GROUPS: readonly { title: MessageKey; keys: readonly (readonly [MessageKey, ...string[]])[] }[] = [
  {
    title: 'keys.anywhere',
    keys: [
      ['capture.new', 'C'],
      ['capture.list', 'L'],
      ['bar.search', '/'],
      ['keys.view', COMMAND, 'G'],
      ['snackbar.undo', COMMAND, 'Z'],
      ['keys.overview', '?'],
    ],
  },
  {
    title: 'keys.board',
    keys: [
      ['keys.next', 'J'],
      ['keys.previous', 'K'],
      ['keys.around', '← ↑ → ↓'],
      ['keys.open', 'Enter'],
      ['note.select', 'X'],
      ['note.pin', 'F'],
      ['note.archive', 'E'],
      ['note.trash', '#'],
    ],
  },
  {
    title: 'keys.editor',
    keys: [
      ['editor.done', 'Esc'],
      ['editor.done', COMMAND, 'Enter'],
      ['editor.undo', COMMAND, 'Z'],
      ['editor.redo', COMMAND, 'Shift', 'Z'],
    ],
  },
  {
    title: 'keys.list',
    keys: [
      ['keys.indent', 'Tab'],
      ['keys.outdent', 'Shift', 'Tab'],
      ['keys.indent', COMMAND, ']'],
      ['keys.outdent', COMMAND, '['],
      ['keys.moveItem', 'Alt', '↑ ↓'],
    ],
  },
];

export default function Overview({ close }: { close: () => void }) {
  return (
    <Dialog title={t('keys.title')} closeLabel={t('editor.close')} onClose={close} className="dialog--keys">
      <div className="keys">
        {GROUPS.map(({ title, keys }) => (
          <section key={title}>
            <h3>{t(title)}</h3>
            <ul>
              {keys.map(([what, ...pressed]) => (
                <li key={`${what}-${pressed.join()}`}>
                  <span>{t(what)}</span>
                  <span>
                    {pressed.map(key => (
                      <kbd key={key} className="kbd">
                        {key}
                      </kbd>
                    ))}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
