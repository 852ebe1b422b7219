/** What each operation answers to whom, when it names a note of somebody else. */
import { randomUUID } from 'node:crypto';

/**
 * `may`: it is done. `forbidden`: they see the note, and their role does not allow this. `nothing`: there is no such
 * note. `own`: it names nothing of the note, only what is the sender's own. `pending`: they have to accept first.
 */
export type Verdict = 'may' | 'forbidden' | 'nothing' | 'own' | 'pending';

type Row = { viewer: Verdict; checker: Verdict; editor: Verdict; stranger: Verdict; invited: Verdict };

const row = (viewer: Verdict, checker: Verdict, editor: Verdict, stranger: Verdict, invited: Verdict = 'pending'): Row => ({ viewer, checker, editor, stranger, invited }); // prettier-ignore
const ofOneself = row('own', 'own', 'own', 'own', 'own');
const ofReaders = row('may', 'may', 'may', 'nothing');
const ofEditors = row('forbidden', 'forbidden', 'may', 'nothing');
const ofOwner = row('forbidden', 'forbidden', 'forbidden', 'nothing');
/** What is in the trash, only its owner sees. */
const ofOwnerInTrash = row('nothing', 'nothing', 'nothing', 'nothing', 'nothing');
/** Who has the note already accepts nothing by it; who declines it leaves it. */
const ofInvited = row('may', 'may', 'may', 'nothing', 'may');

/** `stranger`: another user, and a member no longer. `invited`: who has not answered yet. The edit of these requests is of the text; ticks are not in them. */
export const verdicts: Readonly<Record<string, Row>> = {
  getNote: ofInvited,
  listRevisions: ofReaders,
  getRevision: ofReaders,
  copyNote: ofReaders,
  placeNote: ofReaders,
  'batch note.place': ofReaders,

  acceptInvitation: ofInvited,
  declineInvitation: ofInvited,
  'batch invitation.accept': ofInvited,
  'batch invitation.decline': ofInvited,

  editNote: ofEditors,
  restoreRevision: ofEditors,
  'batch note.edit': ofEditors,

  trashNote: ofOwner,
  putMember: ofOwner,
  removeMember: ofOwner,
  handOverNote: ofOwner,
  acceptOwnership: ofOwner,
  cancelHandOver: ofOwner,
  applyBatch: ofOwner,
  'batch note.trash': ofOwner,

  restoreNote: ofOwnerInTrash,
  deleteNote: ofOwnerInTrash,
  'batch note.restore': ofOwnerInTrash,
  'batch note.delete': ofOwnerInTrash,

  signUp: ofOneself,
  signIn: ofOneself,
  refreshSession: ofOneself,
  signOut: ofOneself,
  listSessions: ofOneself,
  endSession: ofOneself,
  endOtherSessions: ofOneself,
  verifyEmail: ofOneself,
  resendCode: ofOneself,
  changeEmail: ofOneself,
  requestPasswordReset: ofOneself,
  resetPassword: ofOneself,
  changePassword: ofOneself,
  getMe: ofOneself,
  updateMe: ofOneself,
  deleteMe: ofOneself,
  createToken: ofOneself,
  listTokens: ofOneself,
  revokeToken: ofOneself,
  getKeySet: ofOneself,
  getServer: ofOneself,
  listNotes: ofOneself,
  listChanges: ofOneself,
  createNote: ofOneself,
  'batch note.create': ofOneself,
  listLabels: ofOneself,
  createLabel: ofOneself,
  renameLabel: ofOneself,
  deleteLabel: ofOneself,
  'batch label.create': ofOneself,
  'batch label.rename': ofOneself,
  'batch label.delete': ofOneself,
  listImports: ofOneself,
  undoImport: ofOneself,
  listBlocks: ofOneself,
  blockUser: ofOneself,
  unblockUser: ofOneself,
  getUsage: ofOneself,
  openStream: ofOneself,
  getOpenApi: ofOneself,
  getAsyncApi: ofOneself,
};

/** One edit of each kind of a note with the item `itemId`, and whether a checker may make it. Viewers may make none. */
export const edits: readonly { what: string; forChecker: 'may' | 'forbidden'; edit: (itemId: string) => object }[] = [
  { what: 'ticks an item', forChecker: 'may', edit: id => ({ items: { upsert: [{ id, checked: true }] } }) },
  { what: 'adds an item', forChecker: 'may', edit: () => ({ items: { upsert: [{ id: randomUUID(), text: 'new' }] } }) },
  { what: 'writes the title', forChecker: 'forbidden', edit: () => ({ title: 'other' }) },
  { what: 'writes the body', forChecker: 'forbidden', edit: () => ({ body: 'other' }) },
  { what: 'changes the kind', forChecker: 'forbidden', edit: () => ({ kind: 'text' }) },
  { what: 'writes an item', forChecker: 'forbidden', edit: id => ({ items: { upsert: [{ id, text: 'other' }] } }) },
  { what: 'moves an item', forChecker: 'forbidden', edit: id => ({ items: { upsert: [{ id, position: 'zz' }] } }) },
  { what: 'removes an item', forChecker: 'forbidden', edit: id => ({ items: { remove: [id] } }) },
  {
    what: 'ticks an item and writes it',
    forChecker: 'forbidden',
    edit: id => ({ items: { upsert: [{ id, checked: true, text: 'other' }] } }),
  },
  {
    what: 'ticks an item and writes the title',
    forChecker: 'forbidden',
    edit: id => ({ title: 'other', items: { upsert: [{ id, checked: true }] } }),
  },
  {
    what: 'puts an item below a new one',
    forChecker: 'forbidden',
    edit: id => {
      const added = randomUUID();
      return {
        items: {
          upsert: [
            { id: added, text: 'new' },
            { id, parentId: added },
          ],
        },
      };
    },
  },
];
