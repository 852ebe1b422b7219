/** What a person has chosen for this device: theme, view, order of lists. Kept in local storage. */
import { useSyncExternalStore } from 'react';
import { Subscribers } from '../data/subscribers.ts';

export type Preferences = {
  theme: 'system' | 'light' | 'dark';
  view: 'grid' | 'list';
  /** Whether ticked items go to a group of their own below the others. */
  groupsTicked: boolean;
};

const DEFAULTS: Preferences = { theme: 'system', view: 'grid', groupsTicked: true };
const KEY = 'keep.preferences';
/** Read by `theme.js` before the first paint. */
const THEME = 'keep.theme';

const subscribers = new Subscribers();
let preferences: Preferences = stored();

export function setPreferences(change: Partial<Preferences>): void {
  preferences = { ...preferences, ...change };
  localStorage.setItem(KEY, JSON.stringify(preferences));
  localStorage.setItem(THEME, preferences.theme);
  showTheme();
  subscribers.notify();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribers.subscribe, () => preferences);
}

function showTheme(): void {
  const { documentElement } = document;
  if (preferences.theme === 'system') delete documentElement.dataset['theme'];
  else documentElement.dataset['theme'] = preferences.theme;
}

function stored(): Preferences {
  try {
    return { ...DEFAULTS, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>) };
  } catch {
    return DEFAULTS;
  }
}
