/** The request that asked for a code. Codes of sign-ups go on; others came before requests had names, and end. */
import type { Migration } from '@keep/service-kit/migration';

export const boundCodes: Migration = {
  id: 5,
  name: 'bound-codes',
  sql: `
  ALTER TABLE codes ADD COLUMN asked_by TEXT COLLATE "C" NOT NULL DEFAULT '';
  UPDATE codes SET asked_by = subject_id WHERE purpose = 'sign-up';
  DELETE FROM codes WHERE purpose <> 'sign-up';
  CREATE INDEX codes_of_asker ON codes (asked_by);`,
};
