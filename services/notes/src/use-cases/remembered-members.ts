/**
 * Who shares a note is not remembered with an answer: their names and addresses would outlive them there. An answer that
 * is given again says who shares the note by then.
 */
import type { NoteReader, RememberedAnswer } from '../ports.ts';

/** A quotation mark within a JSON string is escaped: only the property itself looks like this. */
const members = /"members":\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\]/;
const none = '"members":[]';

export function withoutMembers(answer: RememberedAnswer): RememberedAnswer {
  return answer.text === undefined ? answer : { ...answer, text: answer.text.replace(members, none) };
}

export async function withMembers(
  reader: NoteReader,
  userId: string,
  answer: RememberedAnswer,
): Promise<RememberedAnswer> {
  const { text } = answer;
  if (!text?.includes(none)) return answer;
  const view = await reader.view(userId, noteIdIn(text));
  const [now = none] = (view && members.exec(view.content)) ?? [];
  return { ...answer, text: text.replace(none, () => now) };
}

/** `text` is a note, or the members of an object that has one. */
function noteIdIn(text: string): string {
  const answer = JSON.parse(text.startsWith('{') ? text : `{${text}}`) as { id: string; note?: { id: string } };
  return answer.note?.id ?? answer.id;
}
