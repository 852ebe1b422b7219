/** Invitations that their users answer: what was opened counts as accepted, and what was not waits for an answer. */
import type { Migration } from '@keep/service-kit/sqlite-database';

const now = `strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`;

/**
 * `invitations` has a row for each member: what is asked for of them without their note. `state` is that of member.ts.
 * `contacts` has two rows for a pair. `declined_invitations` outlives the member's row. To those who are invited from now
 * on, their notes are told anew, each at a new version.
 */
const sql = `
  UPDATE notes SET members = (
    SELECT json_group_array(json_set(m.value,
      '$.invited', json_object('by', json_object('userId', notes.owner_id), 'at', ${now}),
      '$.acceptedAt', m.value ->> 'openedAt', '$.declinedAt', NULL))
    FROM (SELECT value FROM json_each(notes.members) ORDER BY key) m)
  WHERE members <> '[]';

  DROP TABLE invitations;
  CREATE TABLE invitations (
    note_id TEXT NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
    address_hash TEXT NOT NULL,
    inviter_id TEXT,
    user_id TEXT,
    state TEXT NOT NULL,
    PRIMARY KEY (note_id, address_hash)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO invitations
  SELECT n.id, m.value ->> 'addressHash', n.owner_id, m.value ->> 'userId',
    CASE WHEN m.value ->> 'userId' IS NULL THEN 'waiting' WHEN m.value ->> 'openedAt' IS NULL THEN 'pending' ELSE 'joined' END
  FROM notes n, json_each(n.members) m WHERE true ON CONFLICT DO NOTHING;
  CREATE INDEX invitations_waiting ON invitations (address_hash, note_id) WHERE state = 'waiting';
  CREATE INDEX invitations_of_inviter ON invitations (inviter_id, address_hash, state);
  CREATE INDEX invitations_of_user ON invitations (user_id, state, inviter_id, note_id);

  CREATE TABLE declined_invitations (
    user_id TEXT NOT NULL,
    note_id TEXT NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, note_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX declined_invitations_of_note ON declined_invitations (note_id);

  CREATE TABLE contacts (
    user_id TEXT NOT NULL,
    contact_id TEXT NOT NULL,
    PRIMARY KEY (user_id, contact_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX contacts_of_contact ON contacts (contact_id);
  INSERT INTO contacts
  SELECT inviter_id, user_id FROM invitations WHERE state = 'joined'
  UNION SELECT user_id, inviter_id FROM invitations WHERE state = 'joined';

  CREATE TABLE blocks (
    user_id TEXT NOT NULL,
    blocked_id TEXT NOT NULL,
    name TEXT,
    blocked_at TEXT NOT NULL,
    PRIMARY KEY (user_id, blocked_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX blocks_by_time ON blocks (user_id, blocked_at, blocked_id);
  CREATE INDEX blocks_of_blocked ON blocks (blocked_id);

  CREATE TABLE newly_pending AS
  SELECT p.user_id, p.note_id, row_number() OVER (PARTITION BY p.user_id ORDER BY p.note_id) AS number,
    (SELECT json_object('by', json_object('userId', i.inviter_id), 'role', m.value ->> 'role', 'at', ${now})
     FROM invitations i, json_each(n.members) m
     WHERE i.note_id = n.id AND i.user_id = p.user_id AND m.value ->> 'addressHash' = i.address_hash
     ORDER BY CASE m.value ->> 'role' WHEN 'editor' THEN 1 WHEN 'checker' THEN 2 ELSE 3 END LIMIT 1) AS invitation
  FROM placements p JOIN notes n ON n.id = p.note_id
  WHERE p.user_id <> n.owner_id AND EXISTS
      (SELECT 1 FROM invitations i WHERE i.note_id = n.id AND i.user_id = p.user_id AND i.state = 'pending')
    AND NOT EXISTS (SELECT 1 FROM invitations i WHERE i.note_id = n.id AND i.user_id = p.user_id AND i.state = 'joined');
  UPDATE notes SET version = version + 1 WHERE id IN (SELECT note_id FROM newly_pending);
  UPDATE placements SET
    placement = json_set(placement, '$.invitation', json(w.invitation)),
    view = iif(view = 'hidden', 'hidden', 'invited'),
    version = (SELECT version FROM notes WHERE id = placements.note_id),
    change_seq = (SELECT change_seq FROM user_state WHERE user_id = placements.user_id) + w.number
  FROM newly_pending w WHERE w.user_id = placements.user_id AND w.note_id = placements.note_id;
  UPDATE user_state SET change_seq = change_seq + (SELECT count(*) FROM newly_pending w WHERE w.user_id = user_state.user_id);
  DELETE FROM listings WHERE view <> 'shared' AND (user_id, note_id) IN
    (SELECT user_id, note_id FROM placements WHERE view = 'invited');
  DROP TABLE newly_pending;
`;

export const invitationsMigration: Migration = { id: 6, name: 'invitations', sql };
