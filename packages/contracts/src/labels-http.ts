/** The public HTTP contract of what notes are sorted by: labels, and the imports that they came in. */
import { z } from 'zod';
import { answeredTimestamp, pageQuery, uuid } from './ids.ts';
import { nameOf } from './names.ts';
import { API_BASE, defineRoute } from './route.ts';

/** For one person; a name in UTF-16 code units. */
export const labelLimits = { labels: 500, labelName: 200 } as const;

const byId = z.object({ id: uuid });

export const label = z
  .object({ id: uuid, name: z.string(), createdAt: answeredTimestamp, updatedAt: answeredTimestamp })
  .meta({ id: 'Label' });
const labelName = nameOf(labelLimits.labelName);
export const createLabelBody = z.strictObject({
  id: uuid.optional(),
  name: labelName,
  importId: uuid
    .optional()
    .describe('The import that makes the label: undoing that import deletes an unused label again'),
});
export const renameLabelBody = z.strictObject({ name: labelName });

export const listLabels = defineRoute({
  method: 'GET',
  path: `${API_BASE}/labels`,
  operationId: 'listLabels',
  summary: 'My labels',
  description: 'Labels are private: other members of a shared note do not see them.',
  tag: 'labels',
  access: 'notes:read',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'By name',
      schema: z.object({ labels: z.array(label), nextCursor: z.string().nullable() }),
      headers: { ETag: 'Of what this reader sees' },
    },
    304: { description: 'Not modified' },
  },
});

export const createLabel = defineRoute({
  method: 'POST',
  path: `${API_BASE}/labels`,
  operationId: 'createLabel',
  summary: 'Make a label; names are unique without regard to case',
  description: 'Names that differ in case or in composed characters alone are the same name.',
  tag: 'labels',
  access: 'notes:write',
  idempotent: true,
  body: createLabelBody,
  responses: {
    201: { description: 'The label', schema: label },
    200: { description: 'It was there already', schema: label },
  },
  problems: ['id-taken', 'label-name-taken', 'too-many-labels'],
});

export const renameLabel = defineRoute({
  method: 'PATCH',
  path: `${API_BASE}/labels/{id}`,
  operationId: 'renameLabel',
  summary: 'Rename a label',
  description: 'The notes that carry the label keep it.',
  tag: 'labels',
  access: 'notes:write',
  idempotent: true,
  params: byId,
  body: renameLabelBody,
  responses: { 200: { description: 'The label', schema: label } },
  problems: ['label-name-taken'],
});

export const deleteLabel = defineRoute({
  method: 'DELETE',
  path: `${API_BASE}/labels/{id}`,
  operationId: 'deleteLabel',
  summary: 'Delete a label; the notes stay',
  description: 'The label leaves its notes, on many notes in the background.',
  tag: 'labels',
  access: 'notes:write',
  idempotent: true,
  params: byId,
  responses: { 204: { description: 'Deleted' } },
});

export const listImports = defineRoute({
  method: 'GET',
  path: `${API_BASE}/imports`,
  operationId: 'listImports',
  summary: 'What was imported, and how many notes of it are left',
  description: 'Each run of an import has an id, which its notes carry.',
  tag: 'imports',
  access: 'notes:read',
  query: z.strictObject(pageQuery),
  responses: {
    200: {
      description: 'Newest first',
      schema: z.object({
        imports: z.array(z.object({ id: uuid, createdAt: answeredTimestamp, notes: z.int() })),
        nextCursor: z.string().nullable(),
      }),
      headers: { ETag: 'Of what this reader sees' },
    },
    304: { description: 'Not modified' },
  },
});

export const undoImport = defineRoute({
  method: 'DELETE',
  path: `${API_BASE}/imports/{id}`,
  operationId: 'undoImport',
  summary: 'Take an import back with its unused labels; notes edited since are kept and named',
  description: 'Deletes the notes of an import that were not edited since, and labels that nothing else uses.',
  tag: 'imports',
  access: 'notes:write',
  idempotent: true,
  params: byId,
  responses: {
    200: {
      description: 'What went and what stayed',
      schema: z.object({
        removed: z.int(),
        removedLabels: z.int(),
        kept: z.array(z.object({ id: uuid, title: z.string() })),
      }),
    },
  },
});
