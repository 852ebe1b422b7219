/** What people pay for, in SQLite; each function runs inside the transaction of the change that is paid for. */
import type { SqliteDatabase } from '@keep/service-kit/sqlite-database';
import type { StoredNote } from '../domain/note.ts';
import { isBeyond, isEditBeyond, type Quota, type Usage } from '../domain/usage.ts';
import type { NoteUpdate } from '../ports.ts';
import { refuse } from './sqlite-commit.ts';

type EditorBytes = { editorId: string; bytes: number };

export function usageOf(db: SqliteDatabase, userId: string): Usage {
  const row = db.get<Usage>('SELECT notes, bytes FROM user_state WHERE user_id = ?', userId);
  return row ?? { notes: 0, bytes: 0 };
}

/** A new note; `bytes` are those of its first revision. */
export function payForNote(db: SqliteDatabase, quota: Quota, { content }: StoredNote, bytes: number): void {
  if (isBeyond(quota, charge(db, content.ownerId, { notes: 1, bytes }))) refuse('over-quota');
}

/** A change of a note that keeps its owner; `bytes` are those of its new revisions. */
export function payForChange(db: SqliteDatabase, quota: Quota, { previous, next }: NoteUpdate, bytes: number): void {
  const { ownerId, updatedBy: editorId } = next.content;
  if (bytes === 0) return;
  const usage = charge(db, ownerId, { notes: 0, bytes });
  const ofEditor = chargeShare(db, ownerId, { editorId, bytes });
  if (isEditBeyond(quota, usage, ofEditor, previous, next)) refuse('over-quota');
}

/** The whole note, with all its revisions, as they are stored now. */
export function payForWhole(db: SqliteDatabase, { content: { id, ownerId } }: StoredNote): Usage {
  return transfer(db, id, ownerId, 1);
}

/** Gives back what the owner paid for the whole note. Before it is deleted. */
export function refundWhole(db: SqliteDatabase, { content: { id, ownerId } }: StoredNote): void {
  transfer(db, id, ownerId, -1);
}

/** Gives back what the owner paid for one revision. */
export function refundRevision(db: SqliteDatabase, ownerId: string, { editorId, bytes }: EditorBytes): void {
  charge(db, ownerId, { notes: 0, bytes: -bytes });
  chargeShare(db, ownerId, { editorId, bytes: -bytes });
}

function transfer(db: SqliteDatabase, noteId: string, ownerId: string, sign: 1 | -1): Usage {
  const parts = db.all<EditorBytes>(
    `SELECT edited_by AS editorId, sum(octet_length(written)) AS bytes FROM revisions
     WHERE note_id = ? GROUP BY edited_by`,
    noteId,
  );
  for (const { editorId, bytes } of parts) chargeShare(db, ownerId, { editorId, bytes: sign * bytes });
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  return charge(db, ownerId, { notes: sign, bytes: sign * bytes });
}

/** What this person has then. */
function charge(db: SqliteDatabase, userId: string, { notes, bytes }: Usage): Usage {
  const usage = db.get<Usage>(
    `INSERT INTO user_state (user_id, change_seq, notes, bytes) VALUES (?, 0, ?, ?)
     ON CONFLICT DO UPDATE SET notes = notes + excluded.notes, bytes = bytes + excluded.bytes RETURNING notes, bytes`,
    userId, notes, bytes,
  ); // prettier-ignore
  return usage ?? { notes, bytes };
}

/** What of the owner's bytes are revisions of this editor then; the owner has no share. */
function chargeShare(db: SqliteDatabase, ownerId: string, { editorId, bytes }: EditorBytes): number {
  if (editorId === ownerId) return 0;
  const share = db.get<{ bytes: number }>(
    `INSERT INTO editor_shares VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes
     RETURNING bytes`,
    ownerId, editorId, bytes,
  ); // prettier-ignore
  if (share?.bytes === 0) db.run('DELETE FROM editor_shares WHERE owner_id = ? AND editor_id = ?', ownerId, editorId);
  return share?.bytes ?? 0;
}
