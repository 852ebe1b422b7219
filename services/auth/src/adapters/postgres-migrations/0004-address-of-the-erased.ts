/** The address of somebody erased, until their mails are gone as well. */
import type { Migration } from '@keep/service-kit/migration';

export const addressOfTheErased: Migration = {
  id: 4,
  name: 'address-of-the-erased',
  sql: 'ALTER TABLE deletions ADD COLUMN email TEXT;',
};
