/** The place that is shown: where an opened note lies on top, the one behind it. */
import { useLocation, useSearch } from 'wouter';

/** `search` is what follows the question mark. */
export type Place = { path: string; search: string };

let behind: Place = { path: '/', search: '' };

export function usePlace(): Place {
  const [path] = useLocation();
  const search = useSearch();
  if (!isOnTop(path) && (behind.path !== path || behind.search !== search)) behind = { path, search };
  return behind;
}

/** Dialogs with an address of their own. */
function isOnTop(path: string): boolean {
  return path.startsWith('/note/') || path === '/labels';
}

export function addressOf({ path, search }: Place): string {
  return search === '' ? path : `${path}?${search}`;
}
