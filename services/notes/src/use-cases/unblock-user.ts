/** Blocks a user no longer; what was declined stays so. */
import type { Actor } from '@keep/service-kit/actor';
import type { BlockRepository } from '../ports.ts';
import { type Remember, wasSaved } from './handle-once.ts';

export function makeUnblockUser({ blocks }: { blocks: BlockRepository }) {
  return async ({ userId }: Actor, blockedId: string, remember: Remember<void>): Promise<void> => {
    const outcome = await blocks.remove(userId, blockedId, { userId, events: [], request: remember() });
    if (outcome !== 'id-taken') wasSaved(outcome);
  };
}
