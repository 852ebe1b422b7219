/** Labels as they are sent. */
import type { Label } from '../domain/label.ts';

/** The version is for events only. */
export function labelBody({ id, name, createdAt, updatedAt }: Label) {
  return { id, name, createdAt, updatedAt };
}
