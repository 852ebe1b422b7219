/** A search as it is typed: words, "phrases" and operators, each with `-` in front to exclude. */

export const operators = ['label', 'color', 'is', 'kind', 'from', 'before', 'after'] as const;
export type Operator = (typeof operators)[number];

export type Term = { isExcluded: boolean } & (
  { kind: 'text'; text: string } | { kind: 'operator'; operator: Operator; value: string }
);

const TERM = /(-?)(?:([a-z]+):(?:"([^"]*)"|(\S*))|"([^"]*)"?|(\S+))/gi;

/** Nothing that is typed is an error: what is no operator is searched for as text. */
export function parseQuery(text: string): Term[] {
  return [...text.matchAll(TERM)].flatMap(([whole, sign = '', name = '', quoted, bare = '', phrase, word]): Term[] => {
    const isExcluded = sign === '-';
    const operator = operators.find(each => each === name.toLowerCase());
    const value = quoted ?? bare;
    if (operator) return value === '' ? [] : [{ isExcluded, kind: 'operator', operator, value: folded(value) }];
    const searched = folded(phrase ?? word ?? whole.slice(sign.length));
    return searched === '' ? [] : [{ isExcluded, kind: 'text', text: searched }];
  });
}

/** Without case and accents, so that `cafe` finds `Café`. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** The span of a day, month or year as `YYYY[-MM[-DD]]`, in local time. Undefined for anything else. */
export function spanOf(text: string): { start: Date; end: Date } | undefined {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const at = (years: number, months: number, days: number) =>
    new Date(Number(year) + years, Number(month ?? 1) - 1 + months, Number(day ?? 1) + days);
  const start = at(0, 0, 0);
  if (Number.isNaN(start.getTime())) return undefined;
  if (day !== undefined) return { start, end: at(0, 0, 1) };
  return { start, end: month === undefined ? at(1, 0, 0) : at(0, 1, 0) };
}
