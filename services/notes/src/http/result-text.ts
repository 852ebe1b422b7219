/** The results of a batch as they are sent: stored texts, joined, and no more of them than one answer should hold. */

/** Characters; more than notes that come with a batch can make of it. A hundred at their largest would be 45 MB. */
const ANSWER_ROOM = 8 * 1024 * 1024;

/** `text` holds the members beside the status, as JSON text; empty for none. */
export type BatchResult = { status: number; text: string };

export type ResultText = (opId: string, result: BatchResult) => string;

/** For one answer: what has no room any more is left out, but never what became of an operation, nor why. */
export function makeResultText(room: number = ANSWER_ROOM): ResultText {
  let left = room;
  return (opId, { status, text }) => {
    left -= text.length;
    const isShown = text !== '' && (left >= 0 || status >= 400);
    return `{"opId":"${opId}","status":${status}${isShown ? `,${text}` : ''}}`;
  };
}
