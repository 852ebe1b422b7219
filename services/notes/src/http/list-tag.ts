/** Entity tags of lists: known without reading the list. */
import { hash } from 'node:crypto';

/** Changes when anything does that this person sees; another for each person and query. */
export function listTag(userId: string, changeCount: number, query: object): string {
  const digest = hash('sha256', JSON.stringify([userId, query]), 'base64url');
  return `"${changeCount}.${digest.slice(0, 16)}"`;
}
