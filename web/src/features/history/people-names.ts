/** Names of those who wrote in a note. */
import type { Account } from '../../data/session.ts';
import type { ShownNote } from '../../data/shown-note.ts';
import { t } from '../../messages/messages.ts';

export function peopleNames({ members }: ShownNote, account: Account): (userId: string) => string {
  const names = new Map(
    members.flatMap(({ userId, name, email }) => (userId === undefined ? [] : [[userId, name ?? email] as const])),
  );
  names.set(account.id, account.name);
  return userId => names.get(userId) ?? t('history.someone');
}
