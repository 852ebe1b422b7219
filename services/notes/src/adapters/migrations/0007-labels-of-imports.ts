/** Which import made a label, so that undoing the import deletes the label again. */
import type { Migration } from '@keep/service-kit/sqlite-database';

const sql = 'ALTER TABLE labels ADD COLUMN import_id TEXT';

export const labelsOfImportsMigration: Migration = { id: 7, name: 'labels of imports', sql };
