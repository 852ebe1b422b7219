/** What the gateway answers itself, by exact path; everything else belongs to a service or to nobody. */
import type { RequestListener } from 'node:http';
import { API_BASE } from '@keep/contracts/route';
import { apiDocuments, sendDocument } from './api-documents.ts';
import { makeWebClient } from './web-client.ts';

/**
 * Finds the handler of a path, for GET and HEAD. Handlers find the security headers set, and replace the content
 * security policy where a page needs more than data does.
 */
export type LocalRoutes = (path: string) => RequestListener | undefined;

const DOCUMENTS = [`${API_BASE}/openapi.json`, `${API_BASE}/asyncapi.json`, `${API_BASE}/reference`];

/** `publicUrl` is where the API answers, for its document; `webFolder` holds the files of the web client. */
export function makeLocalRoutes(publicUrl: string | undefined, webFolder: string): LocalRoutes {
  const webClient = makeWebClient(webFolder);
  let documents: ReturnType<typeof apiDocuments> | undefined;
  return path => {
    if (!path.startsWith(`${API_BASE}/`)) return webClient(path);
    if (!DOCUMENTS.some(prefix => path.startsWith(prefix))) return undefined;
    // Made when they are first asked for: they take longer than all the rest of the gateway's start.
    documents ??= apiDocuments(publicUrl);
    const document = documents.get(path);
    return document && ((request, response) => sendDocument(document, request, response));
  };
}
