/** What the gateway answers itself, by exact path; everything else belongs to a service or to nobody. */
import type { RequestListener } from 'node:http';
import { apiDocuments, sendDocument } from './api-documents.ts';
import { sendHomePage } from './home-page.ts';

/**
 * Handlers for GET and HEAD. They find the security headers set, and replace the content security policy where a page
 * needs more than data does. `publicUrl` is where the API answers, for the API document.
 */
export function localRoutes(publicUrl: string | undefined): ReadonlyMap<string, RequestListener> {
  const routes = new Map<string, RequestListener>([['/', sendHomePage]]);
  for (const [path, document] of apiDocuments(publicUrl))
    routes.set(path, (request, response) => sendDocument(document, request, response));
  return routes;
}
