/** Why the server refused a change, in words for the person who made it. */
import type { Problem } from '@keep/contracts/problem';
import { type MessageKey, t } from '../../messages/messages.ts';

const REASONS: Readonly<Record<string, MessageKey>> = {
  'not-found': 'reason.deleted',
  'in-trash': 'reason.inTrash',
  'role-forbidden': 'reason.role',
  'note-too-large': 'reason.tooLarge',
  'quota-exceeded': 'reason.quota',
  'label-name-taken': 'reason.labelTaken',
  'too-many-labels': 'reason.tooManyLabels',
};

export function reasonOf(problem: Problem | null): string {
  const key = problem && REASONS[problem.code];
  return key ? t(key) : t('reason.other', { detail: problem?.detail ?? problem?.title ?? '' });
}
