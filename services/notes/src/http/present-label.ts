/** Labels as they are sent. */
import type { Answer } from '@keep/service-kit/http-app';
import type { Label } from '../domain/label.ts';

/** The version is for events only. */
export function labelBody({ id, name, createdAt, updatedAt }: Label) {
  return { id, name, createdAt, updatedAt };
}

export function presentLabel(label: Label): Answer {
  return { status: 200, body: labelBody(label) };
}

export function presentNewLabel({ label, isNew }: { label: Label; isNew: boolean }): Answer {
  return { status: isNew ? 201 : 200, body: labelBody(label) };
}
