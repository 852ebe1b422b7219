/** A note as Google Keep exports it, recognised by its content: the names of Takeout's folders are in the user's language. */
import { z } from 'zod';

/** Microseconds since 1970; some exports write 64-bit numbers as strings. */
const microseconds = z.union([
  z.int().min(0),
  z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number),
]);

export const takeoutNote = z.looseObject({
  title: z.string().default(''),
  textContent: z.string().optional(),
  /** Flat: nesting is not exported. */
  listContent: z
    .array(z.looseObject({ text: z.string().default(''), isChecked: z.boolean().default(false) }))
    .optional(),
  color: z.string().default('DEFAULT'),
  isPinned: z.boolean().default(false),
  isArchived: z.boolean().default(false),
  isTrashed: z.boolean().default(false),
  userEditedTimestampUsec: microseconds,
  createdTimestampUsec: microseconds.optional(),
  labels: z.array(z.looseObject({ name: z.string() })).default([]),
  attachments: z.array(z.looseObject({ filePath: z.string() })).default([]),
  annotations: z.array(z.looseObject({ url: z.string().optional() })).default([]),
  sharees: z.array(z.looseObject({ isOwner: z.boolean().default(false), email: z.string().default('') })).default([]),
});
export type TakeoutNote = z.infer<typeof takeoutNote>;

export type TakeoutReading =
  | { kind: 'note'; note: TakeoutNote }
  /** JSON of something else: a whole Takeout holds many products. */
  | { kind: 'other' }
  /** `reason` completes "the entry ...". */
  | { kind: 'unreadable'; reason: string };

export function readTakeoutNote(json: string): TakeoutReading {
  const value = parse(json);
  if (value instanceof SyntaxError) return { kind: 'unreadable', reason: `is not valid JSON: ${value.message}` };
  if (!looksLikeNote(value)) return { kind: 'other' };
  const read = takeoutNote.safeParse(value);
  if (read.success) return { kind: 'note', note: read.data };
  const faults = read.error.issues.map(issue => fault(issue, value));
  return { kind: 'unreadable', reason: `is not a whole Google Keep note: ${faults.join(', ')}` };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    return error;
  }
}

function looksLikeNote(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return 'textContent' in value || 'listContent' in value || ('isTrashed' in value && 'isArchived' in value);
}

function fault(issue: z.core.$ZodIssue, note: Record<string, unknown>): string {
  const isMissing = issue.path.length === 1 && !(String(issue.path[0]) in note);
  return `${issue.path.join('.')} is ${isMissing ? 'missing' : 'not what it should be'}`;
}
