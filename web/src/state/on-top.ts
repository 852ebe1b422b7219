/** A dialog about one note, above the board and the editor. */
import { useSyncExternalStore } from 'react';
import { Subscribers } from '../data/subscribers.ts';

export type OnTop = { kind: 'sharing' | 'history'; noteId: string };

const subscribers = new Subscribers();
let current: OnTop | undefined;

export function putOnTop(next: OnTop | undefined): void {
  current = next;
  subscribers.notify();
}

export function useOnTop(): OnTop | undefined {
  return useSyncExternalStore(subscribers.subscribe, () => current);
}
