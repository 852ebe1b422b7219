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

const takeoutItem = z.looseObject({
  text: z.string().nullish(),
  textHtml: z.string().nullish(),
  isChecked: z.boolean().default(false),
});

const takeoutNote = z.looseObject({
  title: z.string().default(''),
  textContent: z.string().nullish(),
  textContentHtml: z.string().nullish(),
  /** Flat: nesting is not exported. */
  listContent: z.array(takeoutItem).nullish(),
  color: z.string().default('DEFAULT'),
  isPinned: z.boolean().default(false),
  isArchived: z.boolean().default(false),
  isTrashed: z.boolean().default(false),
  userEditedTimestampUsec: microseconds.optional(),
  createdTimestampUsec: microseconds.optional(),
  labels: z.array(z.looseObject({ name: z.string() })).default([]),
  attachments: z.array(z.looseObject({ filePath: z.string() })).default([]),
  annotations: z.array(z.looseObject({ url: z.string().optional(), title: z.string().optional() })).default([]),
  sharees: z.array(z.looseObject({ isOwner: z.boolean().default(false), email: z.string().default('') })).default([]),
});
export type TakeoutNote = z.infer<typeof takeoutNote>;

export type TakeoutReading =
  /** `oddFields` are paths such as `labels.0.name`: what cannot be read there is left out. */
  | { kind: 'note'; note: TakeoutNote; oddFields: string[] }
  /** JSON of something else: a whole Takeout holds many products. */
  | { kind: 'other' }
  /** `reason` completes "the entry ...". */
  | { kind: 'unreadable'; reason: string };

/** Only the text and the items make a note unreadable; any other field that is odd has its default. */
export function readTakeoutNote(json: string): TakeoutReading {
  const value = parse(json);
  if (value instanceof SyntaxError) return { kind: 'unreadable', reason: `is not valid JSON: ${value.message}` };
  if (!looksLikeNote(value)) return { kind: 'other' };
  const read = takeoutNote.safeParse(value);
  if (read.success) return { kind: 'note', note: read.data, oddFields: [] };
  const paths = read.error.issues.map(issue => issue.path);
  const faults = paths.filter(isWritten).map(path => `${path.join('.')} is not what it should be`);
  if (faults.length > 0) return { kind: 'unreadable', reason: `has no readable text: ${faults.join(', ')}` };
  return { kind: 'note', note: takeoutNote.parse(without(value, paths)), oddFields: paths.map(path => path.join('.')) };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    return error;
  }
}

type JsonObject = Record<string, unknown>;

function looksLikeNote(value: unknown): value is JsonObject {
  if (typeof value !== 'object' || value === null) return false;
  const isWritten = ['textContent', 'textContentHtml', 'listContent'].some(name => name in value);
  return isWritten || ('isTrashed' in value && 'isArchived' in value);
}

type Path = readonly PropertyKey[];

function isWritten([field, , ofItem]: Path): boolean {
  return field === 'textContent' || (field === 'listContent' && ofItem !== 'isChecked' && ofItem !== 'textHtml');
}

/** The same without the odd fields: fields of the note and of its items, and whole elements of other lists. */
function without(note: JsonObject, paths: readonly Path[]): JsonObject {
  const repaired = structuredClone(note);
  const oddElements = new Map<PropertyKey, Set<PropertyKey>>();
  for (const [field, index, name] of paths) {
    const list = repaired[String(field)];
    if (index === undefined || !Array.isArray(list)) delete repaired[String(field)];
    else if (field === 'listContent') delete list[Number(index)][name ?? ''];
    else oddElements.set(String(field), (oddElements.get(String(field)) ?? new Set()).add(index));
  }
  for (const [field, odd] of oddElements) {
    const list = repaired[String(field)];
    if (Array.isArray(list)) repaired[String(field)] = list.filter((_, index) => !odd.has(index));
  }
  return repaired;
}
