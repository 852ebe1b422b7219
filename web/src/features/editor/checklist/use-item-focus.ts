/** Puts the focus into an item that may not be there yet. */
import { useCallback, useRef } from 'react';

export type SetItemFocus = (id: string, at?: number) => void;

export function useItemFocus() {
  const boxes = useRef(new Map<string, HTMLTextAreaElement>());
  const wanted = useRef<{ id: string; at: number | undefined }>(undefined);

  const set: SetItemFocus = useCallback((id, at) => {
    const box = boxes.current.get(id);
    if (box) focusBox(box, at);
    else wanted.current = { id, at };
  }, []);

  const boxRef = (id: string) => (box: HTMLTextAreaElement | null) => {
    if (box) boxes.current.set(id, box);
    else boxes.current.delete(id);
    if (!box || wanted.current?.id !== id) return;
    focusBox(box, wanted.current.at);
    wanted.current = undefined;
  };

  return { set, boxRef };
}

function focusBox(box: HTMLTextAreaElement, at: number | undefined): void {
  box.focus();
  const place = at ?? box.value.length;
  box.setSelectionRange(place, place);
}
