/** Entity tags in conditional requests. */

/** Whether an `If-None-Match` header names `etag` (quoted), by the weak comparison of RFC 9110, 13.1.2. */
export function matchesTag(header: string | undefined, etag: string): boolean {
  return (
    header !== undefined &&
    (header.trim() === '*' || header.split(',').some(tag => tag.trim().replace(/^W\//, '') === etag))
  );
}
