/** A device of somebody who edits notes with others: on and off the line, and now and then without its memory. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  acknowledged, type Draft, failed, isSaved, openDraft, received, type RevisedWriting, send, type, 
} from '@keep/note-merge/draft'; // prettier-ignore
import { writingOf, type Writing } from '@keep/note-merge/writing';
import type { Person } from '../person.ts';
import { type Random } from './random.ts';
import { typeSomething, wordsOf } from './typing.ts';

/** Milliseconds that a device waits after a refusal, or for its owner to think. */
const BREATH = 20;

/** What all devices have said together. */
export type Said = {
  /** In a body or an item. */
  words: Set<string>;
  /** Taken away by somebody who saw them. */
  takenAway: Set<string>;
  /** Titles that the server has acknowledged. */
  titles: Map<string, string>;
};

export type Device = {
  /** One thing that may happen; `mayType` is false when enough was said. */
  step(mayType: boolean): Promise<void>;
  /** Goes on the line, and resolves when the server has everything and this device has everything from it. */
  settle(): Promise<void>;
  /** What its owner sees. */
  sees(noteId: string): Writing;
};

type DeviceOptions = {
  name: string;
  person: Person;
  notes: readonly [string, ...string[]];
  random: Random;
  said: Said;
};

export async function startDevice({ name, person, notes, random, said }: DeviceOptions): Promise<Device> {
  let drafts = new Map<string, Draft>();
  const underWay = new Map<string, Promise<void>>();
  let isOnline = true;
  let cursor = '';
  let count = 0;
  /** Raised when the device forgets what it waits for. */
  let life = 0;
  for (const noteId of notes) drafts.set(noteId, openDraft((await person.call(`GET /api/v1/notes/${noteId}`)).json));

  const draftOf = (noteId: string): Draft => {
    const draft = drafts.get(noteId);
    if (!draft) throw new Error(`${name} has no note ${noteId}`);
    return draft;
  };

  function say(noteId: string): void {
    const before = draftOf(noteId).writing;
    const word = `${name}n${(count += 1)}`;
    const writing = typeSomething(before, word, random);
    const left = new Set(wordsOf(writing));
    if (left.has(word)) said.words.add(word);
    for (const each of wordsOf(before)) if (!left.has(each)) said.takenAway.add(each);
    drafts.set(noteId, type(draftOf(noteId), writing));
  }

  /** Sends what waits, if nothing is under way. An answer that is lost is as good as none. */
  async function deliver(noteId: string): Promise<void> {
    const { draft, request } = send(draftOf(noteId), randomUUID());
    drafts.set(noteId, draft);
    if (!request) return;
    const sentIn = life;
    const reply = await person
      .call(`PATCH /api/v1/notes/${noteId}`, { body: request.edit, headers: { 'idempotency-key': request.key } })
      .catch(() => undefined);
    if (reply && reply.status !== 200 && reply.status !== 503)
      throw new Error(`${name}: ${reply.status} ${reply.text}`);
    if (sentIn !== life) return;
    const isAnswered = reply?.status === 200 && !random.chance(0.1);
    if (!isAnswered) await delay(BREATH);
    if (isAnswered && request.edit.title !== undefined) said.titles.set(request.edit.title, noteId);
    drafts.set(noteId, isAnswered ? acknowledged(draftOf(noteId), reply.json) : failed(draftOf(noteId)));
  }

  function startDelivery(noteId: string): void {
    if (underWay.has(noteId)) return;
    underWay.set(noteId, deliver(noteId).finally(() => underWay.delete(noteId))); // prettier-ignore
  }

  /** Asks what has changed; answers whether that is all. */
  async function catchUp(): Promise<boolean> {
    const reply = await person.call(`GET /api/v1/notes/changes?limit=2${cursor}`).catch(() => undefined);
    if (reply?.status !== 200) return false;
    for (const { noteId, note } of reply.json.changes as { noteId: string; note: RevisedWriting | null }[])
      if (note && drafts.has(noteId)) drafts.set(noteId, received(draftOf(noteId), note));
    cursor = `&since=${reply.json.cursor}`;
    return !reply.json.more;
  }

  /** Begins again with what it had stored, which does not say what became of what was on its way. */
  function restart(): void {
    life += 1;
    underWay.clear();
    const stored = JSON.parse(JSON.stringify([...drafts])) as [string, Draft][];
    drafts = new Map(stored.map(([noteId, draft]) => [noteId, failed(draft)]));
  }

  return {
    async step(mayType) {
      const noteId = random.pick(notes);
      const dice = random.below(20);
      if (dice < 8 && mayType) say(noteId);
      else if (dice < 14 && isOnline) startDelivery(noteId);
      else if (dice < 17 && isOnline) await catchUp();
      else if (dice === 18) isOnline = !isOnline;
      else if (dice === 19) restart();
      await delay(random.below(BREATH));
    },
    async settle() {
      isOnline = true;
      await Promise.all(underWay.values());
      for (const noteId of notes) while (!isSaved(draftOf(noteId))) await deliver(noteId);
      while (!(await catchUp())) await delay(random.below(BREATH));
    },
    sees: noteId => writingOf(draftOf(noteId).writing),
  };
}
