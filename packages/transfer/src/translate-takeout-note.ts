/** Google Keep's note in Keep's words. What does not fit is moved or reported, never cut. */
import { labelKey } from '@keep/contracts/label-key';
import { labelLimits } from '@keep/contracts/labels-http';
import { withoutHidden } from '@keep/contracts/names';
import { noteColors, noteLimits, type CreateNoteBody } from '@keep/contracts/notes-http';
import { derivedId } from './derived-id.ts';
import { linkKeysIn, safeLink } from './links.ts';
import { tooLarge } from './not-importable.ts';
import type { TakeoutNote } from './takeout-note.ts';
import { takeoutText, type TakeoutText } from './takeout-text.ts';
import { clipped, oneLine, splitText, storable } from './text.ts';

export type TranslatedNote = {
  /** The same for the same account and the same note, so that a second import adds nothing. */
  id: string;
  /** What to create; `placement.labelIds` is empty, see `labels`. */
  body: CreateNoteBody;
  /** Names, trimmed, each once (`labelKey`). */
  labels: string[];
  /** File names of what was attached. */
  attachments: string[];
  /** What is not exactly as it was, each completing "the note ...". */
  remarks: string[];
};

type Item = { text: TakeoutText; isChecked: boolean };

/** `now` in milliseconds: no note may come from the future. Throws `NotImportable`. */
export function translateTakeoutNote(note: TakeoutNote, userId: string, now: number): TranslatedNote {
  const written = takeoutText(note.textContent, note.textContentHtml);
  const list = (note.listContent ?? []).map(({ text, textHtml, isChecked }) => ({
    text: takeoutText(text, textHtml),
    isChecked,
  }));
  const remarks = [...new Set([written, ...list.map(({ text }) => text)].flatMap(text => text.remarks))];
  const id = noteId(note, written, list, userId);
  const [title = '', ...restOfTitle] = splitText(oneLine(storable(note.title)), noteLimits.title);
  if (restOfTitle.length > 0) remarks.push('had a title that was too long: the rest of it begins the text');
  const items = translateItems(list, id, remarks);
  const text = [restOfTitle.join(''), storable(written.text)].filter(Boolean).join('\n\n');
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
      ...translateTimes(note, now, remarks),
    },
    labels: translateLabels(note, remarks),
    attachments: note.attachments.map(attachment => attachment.filePath),
    remarks,
  };
}

/**
 * From what Google exported, not from its translation: a better translation must not make another note of it. Rich text
 * counts where the plain text differs from it.
 */
function noteId(note: TakeoutNote, written: TakeoutText, list: readonly Item[], userId: string): string {
  const items = note.listContent ? note.listContent.map((item, index) => identityOf(item, list[index])) : null;
  const richText = written.isFromRichText ? [written.text] : [];
  return derivedId('note', userId, created(note) ?? 0, note.title, note.textContent ?? null, items, ...richText);
}

function identityOf({ text, isChecked }: { text?: string | null | undefined; isChecked: boolean }, item?: Item) {
  return [text ?? '', isChecked, ...(item?.text.isFromRichText ? [item.text.text] : [])];
}

/** Microseconds; not every export has the created time. */
function created(note: TakeoutNote): number | undefined {
  return note.createdTimestampUsec ?? note.userEditedTimestampUsec;
}

function translateTimes(note: TakeoutNote, now: number, remarks: string[]) {
  const createdUsec = created(note);
  const editedUsec = note.userEditedTimestampUsec ?? createdUsec;
  if (createdUsec === undefined) remarks.push('has no times: it has the time of this import');
  else if (note.userEditedTimestampUsec === undefined)
    remarks.push('has no time of its last edit: it has the time of its creation');
  const createdAt = createdUsec === undefined ? now : Math.min(Math.floor(createdUsec / 1000), now);
  const updatedAt = editedUsec === undefined ? now : Math.min(Math.floor(editedUsec / 1000), now);
  return {
    createdAt: new Date(createdAt).toISOString(),
    updatedAt: new Date(Math.max(createdAt, updatedAt)).toISOString(),
  };
}

function translateItems(list: readonly Item[], id: string, remarks: string[]): CreateNoteBody['items'] {
  const pieces = list.flatMap(item =>
    splitText(storable(item.text.text), noteLimits.itemText).map(text => ({ text, checked: item.isChecked })),
  );
  if (pieces.length > list.length) remarks.push('had items that were too long: each became several');
  return pieces.map((piece, index) => ({ id: derivedId('item', id, index), ...piece, parentId: null }));
}

/** Google keeps the links of a note apart from its text; those that the text does not name are added at its end. */
function withLinks(text: string, note: TakeoutNote, items: CreateNoteBody['items'], remarks: string[]): string {
  const named = linkKeysIn([text, storable(note.title), ...items.map(item => item.text)].join('\n'));
  const missing = new Map<string, string>();
  const left: string[] = [];
  for (const { url, title } of note.annotations) {
    const link = url === undefined ? null : safeLink(url);
    if (link && !named.has(link.key)) missing.set(link.key, link.href);
    if (!link && (url || title)) left.push(clipped(url || title || ''));
  }
  if (left.length > 0) remarks.push(`has links that were left out, unsafe or without an address: ${left.join(' ')}`);
  const links = [...missing.values()];
  const body = [text, links.join('\n')].filter(Boolean).join('\n\n');
  if (body.length <= noteLimits.body || links.length === 0) return body;
  remarks.push(`has no room for its links: ${links.map(clipped).join(' ')}`);
  return text;
}

function translateColor(name: string, remarks: string[]): (typeof noteColors)[number] {
  const color = noteColors.find(known => known === name.toLowerCase());
  if (!color) remarks.push(`has an unknown colour (${clipped(name)})`);
  return color ?? 'default';
}

function translateLabels(note: TakeoutNote, remarks: string[]): string[] {
  const names = note.labels.map(label => withoutHidden(oneLine(storable(label.name))).trim()).filter(Boolean);
  const unique = [...new Map(names.map(name => [labelKey(name), name])).values()];
  const fitting = unique.filter(name => name.length <= labelLimits.labelName);
  const taken = fitting.slice(0, noteLimits.labelsPerNote);
  const left = unique.filter(name => !taken.includes(name)).map(clipped);
  if (left.length > 0) remarks.push(`has labels that were left out, too long or too many: ${left.join(', ')}`);
  return taken;
}

function refuseWhatIsTooLarge({ title, body, items }: Pick<CreateNoteBody, 'title' | 'body' | 'items'>): void {
  if (body.length > noteLimits.body) throw tooLarge('text', body.length, noteLimits.body, 'characters');
  if (items.length > noteLimits.items) throw tooLarge('list', items.length, noteLimits.items, 'items');
  const bytes = new TextEncoder().encode([title, body, ...items.map(item => item.text)].join('')).byteLength;
  if (bytes > noteLimits.noteBytes) throw tooLarge('content', bytes, noteLimits.noteBytes, 'bytes');
}
