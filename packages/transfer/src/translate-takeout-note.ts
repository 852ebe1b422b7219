/** Google Keep's note in Keep's words. What does not fit is moved or reported, never cut. */
import { labelKey } from '@keep/contracts/label-key';
import { labelLimits } from '@keep/contracts/labels-http';
import { withoutHidden } from '@keep/contracts/names';
import { noteColors, noteLimits, type CreateNoteBody } from '@keep/contracts/notes-http';
import { derivedId } from './derived-id.ts';
import type { TakeoutNote } from './takeout-note.ts';
import { oneLine, splitText, storable } from './text.ts';

export type TranslatedNote = {
  /** The same for the same account and the same note, so that a second import adds nothing. */
  id: string;
  /** What to create; `placement.labelIds` is empty, see `labels`. */
  body: CreateNoteBody;
  /** Names, trimmed, each once without regard to case. */
  labels: string[];
  /** File names of what was attached. */
  attachments: string[];
  /** What is not exactly as it was, each completing "the note ...". */
  remarks: string[];
};

/** The note cannot be a note of Keep; the message completes "the note ...". */
export class NotImportable extends Error {}

/** `now` in milliseconds: no note may come from the future. Throws `NotImportable`. */
export function translateTakeoutNote(note: TakeoutNote, userId: string, now: number): TranslatedNote {
  const remarks: string[] = [];
  const id = noteId(note, userId);
  const [title = '', ...restOfTitle] = splitText(oneLine(storable(note.title)), noteLimits.title);
  if (restOfTitle.length > 0) remarks.push('had a title that was too long: the rest of it begins the text');
  const items = translateItems(note, id, remarks);
  const text = [restOfTitle.join(''), storable(note.textContent ?? '')].filter(Boolean).join('\n\n');
  const body = withLinks(text, note, items, remarks);
  const content = { title, body, items };
  refuseWhatIsTooLarge(content);
  if (note.sharees.some(sharee => !sharee.isOwner)) remarks.push('was shared: share it again');
  return {
    id,
    body: {
      ...content,
      kind: note.listContent && (items.length > 0 || !text) ? 'list' : 'text',
      placement: {
        pinned: note.isPinned,
        archived: note.isArchived,
        color: translateColor(note.color, remarks),
        labelIds: [],
        reminder: null,
      },
      // At once, so that an import that ends early leaves nothing elsewhere that belongs into the trash.
      trashed: note.isTrashed,
      ...translateTimes(note, now),
    },
    labels: translateLabels(note, remarks),
    attachments: note.attachments.map(attachment => attachment.filePath),
    remarks,
  };
}

/** From what Google exported, not from its translation: a better translation must not make another note of it. */
function noteId(note: TakeoutNote, userId: string): string {
  const list = note.listContent?.map(item => [item.text, item.isChecked]) ?? null;
  return derivedId('note', userId, created(note), note.title, note.textContent ?? null, list);
}

/** Not every export has the created time. */
function created(note: TakeoutNote): number {
  return note.createdTimestampUsec ?? note.userEditedTimestampUsec;
}

function translateTimes(note: TakeoutNote, now: number) {
  const createdAt = Math.min(Math.floor(created(note) / 1000), now);
  const updatedAt = Math.min(Math.floor(note.userEditedTimestampUsec / 1000), now);
  return {
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(Math.max(createdAt, updatedAt)).toISOString(),
  };
}

function translateItems(note: TakeoutNote, id: string, remarks: string[]): CreateNoteBody['items'] {
  const pieces = (note.listContent ?? []).flatMap(item =>
    splitText(storable(item.text), noteLimits.itemText).map(text => ({ text, checked: item.isChecked })),
  );
  if (pieces.length > (note.listContent?.length ?? 0))
    remarks.push('had items that were too long: each became several');
  return pieces.map((piece, index) => ({ id: derivedId('item', id, index), ...piece, parentId: null }));
}

/** Google keeps the links of a note apart from its text; those that the text does not name are added at its end. */
function withLinks(text: string, note: TakeoutNote, items: CreateNoteBody['items'], remarks: string[]): string {
  const written = [text, storable(note.title), ...items.map(item => item.text)].join('\n');
  const links = note.annotations.map(annotation => safeLink(annotation.url)).filter(link => link !== null);
  const missing = [...new Set(links)].filter(link => !written.includes(link) && !written.includes(bare(link)));
  const body = [text, missing.join('\n')].filter(Boolean).join('\n\n');
  if (body.length <= noteLimits.body || missing.length === 0) return body;
  remarks.push(`has no room for its links: ${missing.join(' ')}`);
  return text;
}

/** The link as the browser would spell it; null for any scheme that could do harm. */
function safeLink(text: string | undefined): string | null {
  const url = text === undefined || !URL.canParse(text) ? null : new URL(text);
  return url && ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null;
}

/** Without the slash that `URL` adds to a bare host. */
function bare(link: string): string {
  return link.replace(/\/$/, '');
}

function translateColor(name: string, remarks: string[]): (typeof noteColors)[number] {
  const color = noteColors.find(known => known === name.toLowerCase());
  if (!color) remarks.push(`has an unknown colour (${name})`);
  return color ?? 'default';
}

function translateLabels(note: TakeoutNote, remarks: string[]): string[] {
  const names = note.labels.map(label => withoutHidden(oneLine(storable(label.name))).trim()).filter(Boolean);
  const unique = [...new Map(names.map(name => [labelKey(name), name])).values()];
  const fitting = unique.filter(name => name.length <= labelLimits.labelName);
  const taken = fitting.slice(0, noteLimits.labelsPerNote);
  const left = unique.filter(name => !taken.includes(name));
  if (left.length > 0) remarks.push(`has labels that were left out, too long or too many: ${left.join(', ')}`);
  return taken;
}

function refuseWhatIsTooLarge({ title, body, items }: Pick<CreateNoteBody, 'title' | 'body' | 'items'>): void {
  if (body.length > noteLimits.body) throw tooLarge('text', body.length, noteLimits.body, 'characters');
  if (items.length > noteLimits.items) throw tooLarge('list', items.length, noteLimits.items, 'items');
  const bytes = new TextEncoder().encode([title, body, ...items.map(item => item.text)].join('')).byteLength;
  if (bytes > noteLimits.noteBytes) throw tooLarge('content', bytes, noteLimits.noteBytes, 'bytes');
}

function tooLarge(what: string, size: number, limit: number, unit: string): NotImportable {
  const [found, most] = [size.toLocaleString('en'), limit.toLocaleString('en')];
  return new NotImportable(`is too large: its ${what} has ${found} ${unit}, a note may have ${most}`);
}
