/** A user agent in words: the browser and the system, as far as they can be told. */

const BROWSERS = [
  [/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\//, 'Firefox'], [/Chrom(e|ium)\//, 'Chrome'], [/Safari\//, 'Safari'], [/curl\//, 'curl'],
] as const; // prettier-ignore
const SYSTEMS = [
  [/Android/, 'Android'], [/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Windows/, 'Windows'], [/Mac OS X/, 'macOS'], [/Linux/, 'Linux'],
] as const; // prettier-ignore

/** Undefined where neither is known. */
export function browserName(userAgent: string | null): string | undefined {
  const find = (names: readonly (readonly [RegExp, string])[]) =>
    names.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1];
  const known = [find(BROWSERS), find(SYSTEMS)].filter(name => name !== undefined);
  return known.length === 0 ? undefined : known.join(' · ');
}

export function isPhone(userAgent: string | null): boolean {
  return /Android|iPhone|iPad/.test(userAgent ?? '');
}
