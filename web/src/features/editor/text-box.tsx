/**
 * A box that one part of the note is written in. React never sets its value: it is filled once, and patched where others
 * write. A mirror behind it gives it its height and shows what it means.
 */
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react';
import type { OpenWriting } from './open-writing.ts';
import { patchBox } from './patch-box.ts';
import type { Writing } from '@keep/note-merge/writing';

type Props = {
  open: OpenWriting;
  /** The part of the writing that the box shows, and the writing with another text in it. */
  read: (writing: Writing) => string;
  replace: (writing: Writing, text: string) => Writing;
  /** Changes under one name in a row are undone together. */
  group: string;
  label: string;
  placeholder?: string;
  className?: string;
  isReadOnly?: boolean;
  maxLength: number;
  autoFocus?: boolean;
  mirror?: (text: string) => ReactNode;
  onKeyDown?: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  onPaste?: (text: string, event: React.ClipboardEvent<HTMLTextAreaElement>) => void;
  boxRef?: (box: HTMLTextAreaElement | null) => void;
};

export function TextBox(props: Props) {
  const {
    open,
    read,
    replace,
    group,
    label,
    placeholder,
    className = '',
    isReadOnly = false,
    maxLength,
    autoFocus = false,
  } = props;
  const box = useRef<HTMLTextAreaElement>(null);
  const text = read(useSyncExternalStore(open.subscribe, open.shown));
  useEffect(() => {
    if (box.current) patchBox(box.current, text);
  }, [text]);
  useEffect(() => {
    const { current } = box;
    if (!autoFocus || !current) return;
    current.focus();
    current.setSelectionRange(current.value.length, current.value.length);
  }, [autoFocus]);

  return (
    <div className={`text-box ${className}`} dir="auto">
      <div className="text-box__mirror" aria-hidden="true">
        {props.mirror?.(text) ?? text}
        {/* An empty last line has a height, too. */}
        {'\u200b'}
      </div>
      <textarea
        ref={element => {
          box.current = element;
          props.boxRef?.(element);
        }}
        className="text-box__input"
        rows={1}
        aria-label={label}
        placeholder={placeholder}
        defaultValue={text}
        readOnly={isReadOnly}
        maxLength={maxLength}
        spellCheck
        onInput={event => open.write(replace(open.shown(), event.currentTarget.value), group)}
        onCompositionStart={() => open.beginComposition()}
        onCompositionEnd={() => open.endComposition()}
        onBlur={() => open.endComposition()}
        onKeyDown={props.onKeyDown}
        onPaste={event => props.onPaste?.(event.clipboardData.getData('text/plain'), event)}
      />
    </div>
  );
}
