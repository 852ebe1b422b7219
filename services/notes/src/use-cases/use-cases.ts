/** Everything that notes can do, made from its store. */
import type { Clock } from '@keep/service-kit/clock';
import type { Store } from '../ports.ts';
import { makeAcceptInvitation } from './accept-invitation.ts';
import { makeAcceptOwnership } from './accept-ownership.ts';
import { makeAdmitInvited } from './admit-invited.ts';
import { makeBlockUser } from './block-user.ts';
import { makeCancelHandOver } from './cancel-hand-over.ts';
import { makeChangeNote } from './change-note.ts';
import { makeCopyNote } from './copy-note.ts';
import { makeCreateLabel } from './create-label.ts';
import { makeCreateNote } from './create-note.ts';
import { makeDeclineInvitation } from './decline-invitation.ts';
import { makeDeleteLabel } from './delete-label.ts';
import { makeDeleteNote } from './delete-note.ts';
import { makeEditNote } from './edit-note.ts';
import { makeEmptyTrash } from './empty-trash.ts';
import { makeEndSharing } from './end-sharing.ts';
import { makeEraseUser } from './erase-user.ts';
import { makeForgetGoneNotes } from './forget-gone-notes.ts';
import { makeForgetRequests } from './forget-requests.ts';
import { makeHandOverNote } from './hand-over-note.ts';
import { makeOpenNote } from './open-note.ts';
import { makePlaceNote } from './place-note.ts';
import { makePutMember } from './put-member.ts';
import { makeRemoveMember } from './remove-member.ts';
import { makeRemoveNote } from './remove-note.ts';
import { makeRenameLabel } from './rename-label.ts';
import { makeRestoreNote } from './restore-note.ts';
import { makeRestoreRevision } from './restore-revision.ts';
import { makeTakeLabelOff, makeTakeLabelsOff } from './take-labels-off.ts';
import { makeTrashNote } from './trash-note.ts';
import { makeUnblockUser } from './unblock-user.ts';
import { makeUndoImport } from './undo-import.ts';

export function makeUseCases(store: Store, clock: Clock, { trashDays }: { trashDays: number }) {
  const base = { ...store, clock };
  const dependencies = {
    ...base,
    trashDays,
    changeNote: makeChangeNote(base),
    removeNote: makeRemoveNote(base),
    removeMember: makeRemoveMember(base),
    takeLabelOff: makeTakeLabelOff(base),
  };
  return {
    createNote: makeCreateNote(dependencies),
    editNote: makeEditNote(dependencies),
    placeNote: makePlaceNote(dependencies),
    trashNote: makeTrashNote(dependencies),
    restoreNote: makeRestoreNote(dependencies),
    deleteNote: makeDeleteNote(dependencies),
    copyNote: makeCopyNote(dependencies),
    restoreRevision: makeRestoreRevision(dependencies),
    openNote: makeOpenNote(dependencies),
    putMember: makePutMember(dependencies),
    removeMember: dependencies.removeMember,
    acceptInvitation: makeAcceptInvitation(dependencies),
    declineInvitation: makeDeclineInvitation(dependencies),
    handOverNote: makeHandOverNote(dependencies),
    acceptOwnership: makeAcceptOwnership(dependencies),
    cancelHandOver: makeCancelHandOver(dependencies),
    admitInvited: makeAdmitInvited(dependencies),
    blockUser: makeBlockUser(dependencies),
    unblockUser: makeUnblockUser(dependencies),
    createLabel: makeCreateLabel(dependencies),
    renameLabel: makeRenameLabel(dependencies),
    deleteLabel: makeDeleteLabel(dependencies),
    takeLabelsOff: makeTakeLabelsOff(dependencies),
    undoImport: makeUndoImport(dependencies),
    emptyTrash: makeEmptyTrash(dependencies),
    eraseUser: makeEraseUser({ ...base, endSharing: makeEndSharing(base) }),
    forgetGoneNotes: makeForgetGoneNotes(dependencies),
    forgetRequests: makeForgetRequests(dependencies),
  };
}

export type UseCases = ReturnType<typeof makeUseCases>;
