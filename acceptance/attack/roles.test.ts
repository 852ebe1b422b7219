/** Those who share a note, and those who did: every operation on it, by its verdict. */
import { randomUUID } from 'node:crypto';
import type { Reply } from '@keep/testing/call';
import { eventually } from '@keep/testing/eventually';
import { listenToStream, type StreamListener } from '@keep/testing/listen-to-stream';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Person, signUp } from '../person.ts';
import { invite, share } from '../share.ts';
import { attackedShapes } from './attacked-shapes.ts';
import { type Belongings, belongingsOf } from './belongings.ts';
import { codeOf, outcomeOf } from './outcome.ts';
import { patiently } from '../patiently.ts';
import { type Case, cases, documentedCases } from './requests.ts';
import { send } from './send.ts';
import { edits, type Verdict, verdicts } from './verdicts.ts';

const members = ['viewer', 'checker', 'editor'] as const;
const people = [...members, 'invited', 'former viewer', 'former editor', 'other'] as const;
type Name = (typeof people)[number];

const codeFor = (verdict: Verdict | undefined) =>
  verdict === 'pending' ? 'invitation-pending' : verdict === 'forbidden' ? 'role-forbidden' : 'not-found';

const named = (list: readonly Case[]) => list.map(each => [each.name, each] as const);
const verdictOf = ({ name }: Case, who: Name): Verdict | undefined =>
  verdicts[name]?.[[...members, 'invited' as const].find(role => role === who) ?? 'stranger'];
/** Whoever may change the note comes last, so that the others find it as it was. */
const byEffect = (each: Case) => people.toSorted((a, b) => Number(verdictOf(each, a) === 'may') - Number(verdictOf(each, b) === 'may')); // prettier-ignore

describe.each(attackedShapes)('members and former members, in shape %s', shape => {
  let keep: StartedKeep;
  let owner: Person;
  let shared: Belongings;
  const belongings = new Map<Name, Belongings>();
  /** Whether the last test left the shared notes as it found them: the next one needs no others. */
  let areFresh = false;

  beforeAll(async () => {
    keep = await startKeep({ shape });
    owner = await signUp(keep.url);
    for (const who of people) await newcomer(who);
  });
  beforeEach(async () => {
    if (areFresh) {
      areFresh = false;
      return;
    }
    const own = await belongingsOf(keep.url, owner);
    const memberId = await own.memberId();
    shared = { ...own, memberId: async () => memberId, invitedNoteId: async () => own.noteId };
    await patiently(() => owner.call(`POST /api/v1/notes/${own.trashedNoteId}/restore`));
    for (const role of members) await shareBoth(role, role);
    for (const role of ['viewer', 'editor'] as const) await shareBoth(`former ${role}`, role);
    for (const id of [own.noteId, own.trashedNoteId]) {
      const { members: all } = (await patiently(() => owner.call(`GET /api/v1/notes/${id}`))).json;
      for (const member of all as { id: string; email: string }[]) {
        const isFormer = [...belongings].some(
          ([who, { person }]) => who.startsWith('former') && person.email === member.email,
        );
        if (isFormer) await patiently(() => owner.call(`DELETE /api/v1/notes/${id}/members/${member.id}`));
      }
    }
    for (const id of [own.noteId, own.trashedNoteId]) await invite(owner, id, ownOf('invited').person, 'editor');
    await patiently(() => owner.call(`POST /api/v1/notes/${own.trashedNoteId}/trash`));
  });
  afterAll(() => keep?.stop());

  async function newcomer(who: Name): Promise<void> {
    belongings.set(who, await belongingsOf(keep.url, await signUp(keep.url)));
  }

  async function shareBoth(who: Name, role: string): Promise<void> {
    for (const id of [shared.noteId, shared.trashedNoteId]) await share(owner, id, ownOf(who).person, role);
  }

  function ownOf(who: Name): Belongings {
    const own = belongings.get(who);
    if (!own) throw new Error(`There is nobody called ${who}.`);
    return own;
  }

  /** What is named of the shared note, with what is the sender's own. */
  function asSeenBy(who: Name): Belongings {
    const { noteId, itemId, trashedNoteId, memberId, invitedNoteId } = shared;
    return { ...ownOf(who), noteId, itemId, trashedNoteId, memberId, invitedNoteId };
  }

  async function ask({ operation, make }: Case, who: Name): Promise<Reply> {
    const request = await make(asSeenBy(who));
    return send(keep.url, operation, request, { token: ownOf(who).person.accessToken });
  }

  /** All that the owner sees of the shared notes, but for their own place of it. */
  async function noteState(): Promise<string> {
    const state = [];
    for (const id of [shared.noteId, shared.trashedNoteId]) {
      state.push((await patiently(() => owner.call(`GET /api/v1/notes/${id}`))).json);
      state.push((await patiently(() => owner.call(`GET /api/v1/notes/${id}/revisions`))).json);
    }
    return JSON.stringify(state, undefined, 1);
  }

  it.each(named(cases))('%s answers everybody by its verdict', async (name, each) => {
    const before = await noteState();
    for (const who of byEffect(each)) {
      const verdict = verdictOf(each, who);
      if (verdict === 'own') {
        expect(JSON.stringify(await each.make(asSeenBy(who)))).not.toMatch(
          new RegExp(`${shared.noteId}|${shared.trashedNoteId}`),
        );
        continue;
      }
      const reply = await ask(each, who);
      const seen = { name, who, status: reply.status, code: codeOf(reply) };
      if (verdict === 'may') expect(seen).toMatchObject({ status: expect.toBeOneOf([200, 201, 204]), code: undefined });
      else expect(seen).toMatchObject({ code: codeFor(verdict) });
      if (verdict === 'nothing') expect(reply.text).not.toContain(shared.mark);
      if (verdict !== 'may' || each.operation.method === 'GET') expect(await noteState()).toBe(before);
    }
    // Who has accepted is a contact from now on, and is not invited any more.
    if (each.operation.method !== 'GET' && verdictOf(each, 'invited') === 'may') await newcomer('invited');
    areFresh = each.operation.method === 'GET' || !people.some(who => verdictOf(each, who) === 'may');
  });

  it.each(named(cases.filter(({ name }) => verdicts[name]?.stranger === 'nothing')))(
    '%s tells a former member no more than somebody who never was one',
    async (_, each) => {
      const other = outcomeOf(await ask(each, 'other'));
      for (const who of ['former viewer', 'former editor'] as const)
        expect(outcomeOf(await ask(each, who))).toEqual(other);
      areFresh = true;
    },
  );

  it.each(edits)('an edit that $what is for those who may', async ({ edit, forChecker }) => {
    const path = `PATCH /api/v1/notes/${shared.noteId}`;
    const inBatch = (data: object) => ({
      operations: [{ opId: randomUUID(), type: 'note.edit', id: shared.noteId, data }],
    });
    const codesOf = async (who: Name) => {
      const { person } = ownOf(who);
      const data = { baseRevision: 2, ...edit(shared.itemId) };
      const batch = await patiently(() => person.call('POST /api/v1/notes/batch', { body: inBatch(data) }));
      return [codeOf(await patiently(() => person.call(path, { body: data }))), codeOf(batch)];
    };
    const [may, forbidden] = [
      [undefined, undefined],
      ['role-forbidden', 'role-forbidden'],
    ];
    expect(await codesOf('viewer')).toEqual(forbidden);
    expect(await codesOf('invited')).toEqual(['invitation-pending', 'invitation-pending']);
    expect(await codesOf('former editor')).toEqual(['not-found', 'not-found']);
    expect(await codesOf('checker')).toEqual(forChecker === 'may' ? may : forbidden);
    expect(await codesOf('editor')).toEqual(may);
  });

  it('shows the note in the lists of its members, among the shared ones of who is invited, and in no list of others', async () => {
    for (const who of people) {
      const { person } = ownOf(who);
      const isMember = members.some(role => role === who);
      const isInvited = who === 'invited';
      for (const list of [
        'notes',
        'notes?view=shared',
        'notes?view=trashed',
        'notes?view=archived',
        'notes?view=reminders',
      ]) {
        const { text } = await patiently(() =>
          person.call(`GET /api/v1/${list}${list.includes('?') ? '&' : '?'}limit=100`),
        );
        const isThere = (isMember && list === 'notes') || ((isMember || isInvited) && list.endsWith('shared'));
        expect([who, list, text.includes(shared.noteId)]).toEqual([who, list, isThere]);
        expect([who, list, text.includes(shared.trashedNoteId)]).toEqual([who, list, false]);
      }
      const changes = await changesOf(person);
      expect([who, changes.get(shared.noteId) !== undefined]).toEqual([who, isMember || isInvited]);
      expect([who, changes.get(shared.trashedNoteId)]).toEqual([who, undefined]);
    }
  });

  it('hints at the note in the streams of its members and of who is invited, and in no other, nor after they are none', async () => {
    const path = `/api/v1/notes/${shared.noteId}`;
    const edit = async (baseRevision: number): Promise<number> => {
      const body = { baseRevision, title: `${shared.mark} ${baseRevision}` };
      return (await patiently(() => owner.call(`PATCH ${path}`, { body }))).json.revision;
    };
    const streams = new Map<Name, StreamListener>();
    for (const who of people) {
      const stream = await listenToStream(keep.url, { token: ownOf(who).person.accessToken });
      streams.set(who, stream);
      await eventually(() => expect(stream.heard('ready')).toHaveLength(1));
    }
    const hintsTo = (who: Name) => {
      const { events = [] } = streams.get(who) ?? {};
      return events.filter(({ data }) => data.noteId === shared.noteId);
    };
    const revision = await edit(2);
    for (const who of [...members, 'invited' as const])
      await eventually(() => expect(hintsTo(who)).not.toEqual([]), 10_000);
    const { members: all } = (await patiently(() => owner.call(`GET ${path}`))).json;
    const { id } = all.find(({ email }: { email: string }) => email === ownOf('editor').person.email);
    await patiently(() => owner.call(`DELETE ${path}/members/${id}`));
    await eventually(() => expect(hintsTo('editor').at(-1)?.event).toBe('members'), 10_000);
    await eventually(() => expect(hintsTo('viewer').at(-1)?.event).toBe('members'), 10_000);
    const [last, told] = [hintsTo('editor').length, hintsTo('viewer').length];
    await edit(revision);
    // The viewer's hint comes by the same event that the editor must not hear of.
    await eventually(() => expect(hintsTo('viewer').length).toBeGreaterThan(told), 10_000);
    expect(hintsTo('editor')).toHaveLength(last);
    for (const who of people.filter(each => ![...members, 'invited'].some(role => role === each)))
      expect([who, hintsTo(who)]).toEqual([who, []]);
    for (const stream of streams.values()) stream.leave();
  });

  /** By id, the state of each note that is not gone. */
  async function changesOf(person: Person): Promise<Map<string, object>> {
    const found = new Map<string, object>();
    let since = '';
    for (;;) {
      const { json } = await patiently(() => person.call(`GET /api/v1/notes/changes?limit=100${since}`));
      for (const { noteId, note } of json.changes) if (note) found.set(noteId, note);
      since = `&since=${encodeURIComponent(json.cursor)}`;
      if (!json.more) return found;
    }
  }

  it('has a verdict for every operation', () => {
    expect(Object.keys(verdicts).sort()).toEqual([...documentedCases].sort());
  });
});
