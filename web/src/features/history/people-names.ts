/** Names of those who wrote in a note. */
import type { Account } from '../../data/session.ts';
import type { ShownNote } from '../../data/shown-note.ts';
import { t } from '../../messages/messages.ts';

export function peopleNames({ people, members }: ShownNote, account: Account): (userId: string) => string {
  const names = new Map<string, string>();
  for (const { userId, name, email } of members) if (userId !== undefined) names.set(userId, name ?? email);
  for (const { userId, name } of people) names.set(userId, name);
  names.set(account.id, account.name);
  return userId => names.get(userId) ?? t('history.someone');
}
