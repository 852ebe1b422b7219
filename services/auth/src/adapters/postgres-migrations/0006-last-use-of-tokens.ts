/** When an API token was used last: null for tokens that were not used since this migration. */
import type { Migration } from '@keep/service-kit/migration';

export const lastUseOfTokens: Migration = {
  id: 6,
  name: 'last-use-of-tokens',
  sql: 'ALTER TABLE api_tokens ADD COLUMN last_used_at TIMESTAMPTZ;',
};
