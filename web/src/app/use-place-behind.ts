/** The board behind an opened note: the one that was shown when the note was opened. */
import { useRef } from 'react';
import { useLocation } from 'wouter';

export function usePlaceBehind(): string {
  const [location] = useLocation();
  const last = useRef('/');
  if (!location.startsWith('/note/')) last.current = location;
  return last.current;
}
