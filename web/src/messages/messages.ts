/** Texts of the interface, in the person's language: ICU messages, parsed at build. */
import { IntlMessageFormat } from 'intl-messageformat';
import english from './en.json';

export type MessageKey = keyof typeof english;
export type Values = Record<string, string | number | Date>;
export type Locale = 'en' | 'es';
type Trees = Record<MessageKey, ConstructorParameters<typeof IntlMessageFormat>[0]>;

const STORED = 'keep.locale';

let locale: Locale = 'en';
let trees = english as Trees;
let formats = new Map<MessageKey, IntlMessageFormat>();

/** Loads the language that was chosen, or else the browser's where Keep speaks it. */
export async function loadMessages(): Promise<void> {
  const wanted = (localStorage.getItem(STORED) ?? navigator.language).slice(0, 2);
  if (wanted === 'es') {
    trees = (await import('./es.json')).default;
    locale = 'es';
  }
  formats = new Map();
  document.documentElement.lang = locale;
}

export function currentLocale(): Locale {
  return locale;
}

/** Takes effect when the page is loaded again. */
export function chooseLocale(wanted: Locale): void {
  localStorage.setItem(STORED, wanted);
}

/** A moment in words, as precise as its distance: a time today, else a date. */
export function formatTime(iso: string, now = new Date()): string {
  const at = new Date(iso);
  const isToday = at.toDateString() === now.toDateString();
  const isThisYear = at.getFullYear() === now.getFullYear();
  const date = { day: 'numeric', month: 'short', ...(!isThisYear && { year: 'numeric' as const }) } as const;
  return new Intl.DateTimeFormat(locale, isToday ? { hour: '2-digit', minute: '2-digit' } : date).format(at);
}

/** The text of `key` with its arguments filled in. */
export function t(key: MessageKey, values?: Values): string {
  const tree = trees[key];
  // A message without arguments is left as it is by the build.
  if (typeof tree === 'string') return tree;
  const known = formats.get(key);
  const format = known ?? new IntlMessageFormat(tree, locale);
  if (!known) formats.set(key, format);
  return String(format.format(values));
}
