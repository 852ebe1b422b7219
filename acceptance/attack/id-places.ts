/** The places of a request that hold an id, and the same request with another one in one of them. */
import type { ApiRequest } from './requests.ts';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** A path of keys from the request itself, such as `['body', 'placement', 'labelIds', '0']`. */
export type IdPlace = readonly string[];

export function idPlaces(value: unknown, path: IdPlace = []): IdPlace[] {
  if (typeof value === 'string') return UUID.test(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => idPlaces(child, [...path, key]));
}

export function withValueAt(request: ApiRequest, place: IdPlace, value: unknown): ApiRequest {
  return replaced(request, place, value) as ApiRequest;
}

function replaced(whole: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(whole))
    return whole.map((child, index) => (String(index) === key ? replaced(child, rest, value) : child));
  return { ...(whole as object), [key]: replaced((whole as Record<string, unknown>)[key], rest, value) };
}
