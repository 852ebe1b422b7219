/** Subjects and the filters that match them: `*` stands for one token, a last `>` for one or more. */

export type SubjectMatcher = (subject: string) => boolean;

/** Matches what any of `filters` matches. */
export function matcherOf(filters: readonly string[]): SubjectMatcher {
  const tokenised = filters.map(tokens);
  return subject => tokenised.some(filter => covers(filter, tokens(subject)));
}

/** Whether everything that `asked` matches is matched by one of `allowed`. A plain subject is a filter that matches itself. */
export function isCovered(asked: string, allowed: readonly string[]): boolean {
  return allowed.some(filter => covers(tokens(filter), tokens(asked)));
}

function covers(filter: readonly string[], asked: readonly string[]): boolean {
  const isOpen = filter.at(-1) === '>';
  const fixed = isOpen ? filter.slice(0, -1) : filter;
  if (isOpen ? asked.length <= fixed.length : asked.length !== fixed.length) return false;
  return fixed.every((token, index) => token === asked[index] || (token === '*' && asked[index] !== '>'));
}

function tokens(subject: string): string[] {
  return subject.split('.');
}
