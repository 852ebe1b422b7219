/** A body as text in which one place says something else, word for word. */

/** `pointer` is one of `placesOf`; of a list, its first entry is meant. Undefined where the body has no such place. */
export function textWith(body: unknown, pointer: string, say: (before: string) => string): string | undefined {
  const keys = pointer.split('/').slice(1).map(key => (key === '*' ? '0' : key)); // prettier-ignore
  return replaced(body, keys, say);
}

/** The body's own object with a further member, whose name and value are JSON texts without their quotes. */
export function withMember(name: string, value: string): (before: string) => string {
  return before => (before === '{}' ? `{"${name}":${value}}` : `{"${name}":${value},${before.slice(1)}`);
}

function replaced(
  value: unknown,
  [key, ...rest]: readonly string[],
  say: (before: string) => string,
): string | undefined {
  if (key === undefined) return value === undefined ? undefined : say(JSON.stringify(value));
  if (typeof value !== 'object' || value === null) return undefined;
  const inner = replaced((value as Record<string, unknown>)[key], rest, say);
  if (inner === undefined) return undefined;
  const isList = Array.isArray(value);
  const members = Object.entries(value).map(([name, child]) => {
    const text = name === key ? inner : JSON.stringify(child);
    return isList ? text : `${JSON.stringify(name)}:${text}`;
  });
  return isList ? `[${members.join(',')}]` : `{${members.join(',')}}`;
}
