/** Several people at one note, each with a draft of their own and a bad connection; and what must never happen to them. */
import { acknowledged, type Draft, failed, isSaved, openDraft, received, send, type } from '../src/draft.ts';
import type { RevisedWriting, SentEdit } from '../src/draft.ts';
import { isSameWriting, type Writing } from '../src/writing.ts';
import { allWords, bodyWords, isSound, timesIn, type Typing, typed } from './random-typing.ts';
import { makeServerModel } from './server-model.ts';

export const exchanges = ['send', 'deliver', 'answer', 'send and get', 'drop', 'crash', 'pull', 'thin'] as const;
export type Step = readonly [person: number, act: Typing | (typeof exchanges)[number], at: number];

type Person = {
  name: string;
  draft: Draft;
  /** A request on its way, and its answer once the server has made it. */
  wire: { key: string; edit: SentEdit['edit']; answer?: RevisedWriting } | null;
  /** Typed by them, not taken away by them again, and in no request yet. */
  unsent: Set<string>;
  /** Taken away by them, so seen before. */
  removed: Set<string>;
};

export function makeWorld(first: Writing, people: number) {
  const server = makeServerModel(first);
  const persons = Array.from({ length: people }, (_, index): Person => {
    const draft = openDraft(server.current());
    return { name: 'abcdefgh'.charAt(index), draft, wire: null, unsent: new Set(), removed: new Set() };
  });
  /** In requests that the server has answered. */
  const arrived = new Set<string>();
  let count = 0;

  function write(person: Person, typing: Typing, at: number): void {
    count += 1;
    const written = person.draft.writing;
    const before = allWords(written);
    person.draft = type(person.draft, typed(person.draft.writing, typing, at, `${person.name}${count}`));
    const after = allWords(person.draft.writing);
    for (const word of after) if (!before.has(word)) person.unsent.add(word);
    for (const word of before) {
      if (!after.has(word)) person.unsent.delete(word);
      if (timesIn(written, word) > timesIn(person.draft.writing, word)) person.removed.add(word);
    }
  }

  function sendFrom(person: Person): void {
    if (person.wire) return;
    count += 1;
    const isNew = person.draft.sent === null;
    const { draft, request } = send(person.draft, `${person.name}-key-${count}`);
    person.draft = draft;
    if (!request) return;
    person.wire = request;
    if (!isNew) return;
    assertOnlyRemovedByHand(person);
    person.unsent.clear();
  }

  /** Taking in what others wrote must not look like having deleted it. */
  function assertOnlyRemovedByHand({ name, draft, removed }: Person): void {
    const left = bodyWords(draft.writing);
    for (const word of bodyWords(draft.server))
      if (!left.has(word) && !removed.has(word)) throw new Error(`${name} never removed ${word}`);
  }

  function deliver({ name, wire }: Person): void {
    if (!wire) return;
    const { title, body, items } = wire.edit;
    wire.answer = server.edit(name, wire.key, wire.edit);
    const texts = [title, body, ...(items?.upsert ?? []).map(({ text }) => text)];
    for (const word of texts.join(' ').match(/\w+/g) ?? []) arrived.add(word);
    if (!isSound(server.current().items)) throw new Error('the items are no sound tree');
  }

  function answer(person: Person): void {
    if (!person.wire?.answer) return;
    person.draft = acknowledged(person.draft, person.wire.answer);
    person.wire = null;
  }

  function act(person: Person, action: Step[1], at: number): void {
    switch (action) {
      case 'send':
        return sendFrom(person);
      case 'deliver':
        return deliver(person);
      case 'answer':
        return answer(person);
      case 'send and get':
        sendFrom(person);
        deliver(person);
        return answer(person);
      case 'drop':
        person.wire = null;
        person.draft = failed(person.draft);
        return;
      case 'crash':
        person.wire = null;
        person.draft = failed(JSON.parse(JSON.stringify(person.draft)) as Draft);
        return;
      case 'pull':
        person.draft = received(person.draft, server.current());
        return;
      case 'thin':
        return server.thin();
      default:
        return write(person, action, at);
    }
  }

  function assertUnsentStays({ name, draft, unsent }: Person): void {
    const words = allWords(draft.writing);
    for (const word of unsent) if (!words.has(word)) throw new Error(`${name} has typed ${word}, and it is gone`);
  }

  /** Everybody is online again, and nobody types. */
  function settle(): void {
    for (const person of persons) {
      act(person, 'drop', 0);
      for (let round = 0; round < 3; round += 1) act(person, 'send and get', 0);
    }
    for (const person of persons) act(person, 'pull', 0);
  }

  function assertSettled(): void {
    for (const { name, draft } of persons) {
      if (!isSaved(draft)) throw new Error(`${name} has something left to send`);
      if (!isSameWriting(draft.writing, server.current())) throw new Error(`${name} has another note than the server`);
    }
  }

  function assertNothingLost(): void {
    const present = allWords(server.current());
    const inTitles = new Set(server.history.map(({ note }) => note.title));
    const removed = new Set(persons.flatMap(person => [...person.removed]));
    for (const word of arrived)
      if (!present.has(word) && !removed.has(word) && !inTitles.has(word)) throw new Error(`${word} is lost`);
  }

  return {
    server,
    /** Throws at the first thing that must not happen. */
    run(steps: readonly Step[]): void {
      for (const [index, action, at] of steps) {
        const person = persons[index % persons.length] as Person;
        act(person, action, at);
        assertUnsentStays(person);
      }
      settle();
      assertSettled();
      assertNothingLost();
    },
  };
}
