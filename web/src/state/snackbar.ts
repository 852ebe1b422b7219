/** What was just done, and how to take it back: one message at a time. */
import { useSyncExternalStore } from 'react';
import { Subscribers } from '../data/subscribers.ts';

export type Message = {
  text: string;
  /** Takes back what was done. */
  undo?: () => void;
};

const subscribers = new Subscribers();
let current: (Message & { id: number }) | undefined;
let lastUndo: (() => void) | undefined;
let count = 0;

/** Shows a message in place of the one before. */
export function say(message: Message): void {
  count += 1;
  current = { ...message, id: count };
  if (message.undo) lastUndo = message.undo;
  subscribers.notify();
}

export function dismiss(): void {
  current = undefined;
  subscribers.notify();
}

/** Takes back the last thing that can be taken back, also when its message has left. False where there is none. */
export function undoLast(): boolean {
  const undo = lastUndo;
  lastUndo = undefined;
  if (undo === undefined) return false;
  undo();
  dismiss();
  return true;
}

export function useMessage(): (Message & { id: number }) | undefined {
  return useSyncExternalStore(subscribers.subscribe, () => current);
}
