/** Why notes refuses something. */
import { labelLimits } from '@keep/contracts/labels-http';
import { noteLimits } from '@keep/contracts/notes-http';
import type { FieldError } from '@keep/contracts/problem';
import { AppError } from '@keep/service-kit/app-error';

/** All faulty fields at once; does nothing where there is none. */
export function assertNoFaults(errors: readonly FieldError[]): void {
  if (errors.length > 0) {
    throw new AppError('invalid', 'invalid-body', 'Some fields do not fit together.', { errors: errors.slice(0, 50) });
  }
}

/** `limit` in bytes. */
export function noteTooLarge(limit: number): AppError {
  return new AppError('invalid', 'note-too-large', `The note may have at most ${limit} bytes as JSON.`);
}

export function quotaExceeded(): AppError {
  const detail = 'The owner of the note has as many notes, or as many bytes of revisions, as they may have.';
  return new AppError('invalid', 'quota-exceeded', detail);
}

/** Says no more of what has this id, which may be someone else's. */
export function idTaken(): AppError {
  return new AppError('conflict', 'id-taken', 'Something else has this id: take a new one.');
}

export function inTrash(): AppError {
  return new AppError('conflict', 'in-trash', 'The note is in the trash: restore it first.');
}

export function notInTrash(): AppError {
  return new AppError('conflict', 'not-in-trash', 'Only a note in the trash can be deleted for good.');
}

export function preconditionFailed(): AppError {
  return new AppError('precondition-failed', 'precondition-failed', 'The note is not what If-Match says.');
}

export function roleForbidden(detail: string): AppError {
  return new AppError('forbidden', 'role-forbidden', detail);
}

export function tooManyMembers(): AppError {
  return new AppError('invalid', 'too-many-members', `A note may have at most ${noteLimits.members} members.`);
}

export function ownerCannotLeave(): AppError {
  return new AppError('conflict', 'owner-cannot-leave', 'Hand the note over first, or delete it.');
}

export function notJoined(): AppError {
  return new AppError('conflict', 'not-joined', 'This member has not joined the note yet.');
}

export function invitationPending(): AppError {
  return new AppError('conflict', 'invitation-pending', 'You are invited to this note: accept or decline first.');
}

export function tooManyInvitations(): AppError {
  const detail = `At most ${noteLimits.unansweredInvitations} addresses that you invited may be without an answer.`;
  return new AppError('too-many', 'too-many-invitations', detail);
}

export function labelNameTaken(): AppError {
  return new AppError('conflict', 'label-name-taken', 'There is a label of this name already.');
}

export function tooManyLabels(): AppError {
  return new AppError('invalid', 'too-many-labels', `An account may have at most ${labelLimits.labels} labels.`);
}

/** The access token may live a little longer than the account. */
export function accountErased(): AppError {
  return new AppError('unauthenticated', 'session-ended', 'This account has been deleted.');
}
