/** A note as the limit stores it: texts as long as those that notes stores, made without any rule. */
import { newId } from '@keep/service-kit/unique-id';
import type { BareWriting } from './store.ts';

export const BARE_USER = newId();

export type BareContent = ReturnType<typeof bareContent>;

export function bareContent({ title, body }: BareWriting) {
  const now = new Date().toISOString();
  return {
    id: newId(), kind: 'text', title, body, items: [], attachments: [], ownerId: BARE_USER, members: [], revision: 1,
    createdAt: now, updatedAt: now, updatedBy: BARE_USER, trashedAt: null,
  }; // prettier-ignore
}

export const barePlacement = {
  pinned: false,
  archived: false,
  color: 'default',
  labelIds: [],
  position: 'zzzzzzzzzzzzz',
  reminder: null,
};

export function revised(content: BareContent, body: string): BareContent {
  return { ...content, body, revision: content.revision + 1, updatedAt: new Date().toISOString() };
}

/** What goes into the outbox: the whole note, in the envelope that all events have. */
export function bareEvent(content: BareContent): { id: string; subject: string; text: string } {
  const id = newId();
  const subject = `keep.notes.${BARE_USER}.note-changed.v1`;
  const data = { noteId: content.id, ownerId: BARE_USER, version: content.revision, content, placement: barePlacement };
  return { id, subject, text: JSON.stringify({ specversion: '1.0', id, subject, source: 'bench', data }) };
}

export function joined(content: string, placement: string): string {
  return `${content.slice(0, -1)},"placement":${placement}}`;
}
