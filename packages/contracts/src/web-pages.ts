/** The pages of the web client: the gateway answers each with the same document, and all other paths with a 404. */

/** `{…}` stands for one segment. */
export const webPages = [
  '/',
  '/shared',
  '/archive',
  '/trash',
  '/labels',
  '/label/{id}',
  '/search',
  '/note/{id}',
  '/note/{id}/history',
  '/settings',
  '/settings/{section}',
  '/import',
  '/sign-in',
  '/sign-up',
  '/verify',
  '/forgot',
] as const;

const pattern = new RegExp(`^(${webPages.map(page => page.replaceAll(/\{[a-z]+\}/g, '[^/]+')).join('|')})$`);

/** Whether the client has a page at this path. */
export function isWebPage(path: string): boolean {
  return pattern.test(path);
}
