/** The public HTTP contract of blocks: whose invitations a user does not want. */
import { z } from 'zod';
import { answeredTimestamp, pageQuery, uuid } from './ids.ts';
import { API_BASE, defineRoute } from './route.ts';

const tag = 'blocks';
const byUser = z.object({ userId: uuid });

export const listBlocks = defineRoute({
  method: 'GET',
  path: `${API_BASE}/blocks`,
  operationId: 'listBlocks',
  summary: 'The users whom I have blocked',
  description: 'Other users cannot see this list.',
  tag,
  access: 'notes:read',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'Newest first',
      schema: z.object({
        blocks: z.array(
          z.object({
            userId: uuid,
            name: z.string().optional().meta({ description: 'As in the invitation that was declined by the block' }),
            createdAt: answeredTimestamp,
          }),
        ),
        nextCursor: z.string().nullable(),
      }),
      headers: { ETag: 'Of what this reader sees' },
    },
    304: { description: 'Not modified' },
  },
});

export const blockUser = defineRoute({
  method: 'PUT',
  path: `${API_BASE}/blocks/{userId}`,
  operationId: 'blockUser',
  summary: 'Block a user: their open invitations are declined, and later ones do not arrive. Joined notes stay',
  description: 'The blocked user gets no notice of it. Notes that are shared already stay shared.',
  tag,
  access: 'notes:write',
  idempotent: true,
  params: byUser,
  responses: { 204: { description: 'Blocked, whether or not there is such a user' } },
});

export const unblockUser = defineRoute({
  method: 'DELETE',
  path: `${API_BASE}/blocks/{userId}`,
  operationId: 'unblockUser',
  summary: 'Block a user no longer: their later invitations arrive again',
  description: 'Invitations that did not arrive in the meantime do not come later.',
  tag,
  access: 'notes:write',
  idempotent: true,
  params: byUser,
  responses: { 204: { description: 'Not blocked' } },
});
