/** Entity tags of lists: known without reading the list. */
import { createHash } from 'node:crypto';

/** Changes when anything does that this person sees; another for each person and query. */
export function listTag(userId: string, changeCount: number, query: object): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([userId, query]))
    .digest('base64url')
    .slice(0, 16);
  return `"${changeCount}.${hash}"`;
}
