import { describe, expect, it } from 'vitest';
import { applyEdit } from './apply-edit.ts';
import { acknowledged, type Draft, failed, isSaved, openDraft, received, refused, send, type } from './draft.ts';
import { merge } from './merge.ts';

const note = { kind: 'text' as const, title: '', body: 'milk', items: [], revision: 1 };
const typed = (draft: Draft, body: string) => type(draft, { ...draft.writing, body });
const revised = (revision: number, body: string) => ({ ...note, revision, body });

describe('a draft', () => {
  it('sends nothing where nothing was typed', () => {
    const draft = openDraft(note);
    expect(isSaved(draft)).toBe(true);
    expect(send(draft, 'key').request).toBeNull();
  });

  it('sends one edit at a time, and what was typed meanwhile after the answer', () => {
    const first = send(typed(openDraft(note), 'milk, eggs'), 'key-1');
    expect(first.request).toEqual({ key: 'key-1', edit: { baseRevision: 1, body: 'milk, eggs' } });
    const waiting = typed(first.draft, 'milk, eggs, tea');
    expect(send(waiting, 'key-2').request).toBeNull();
    const second = send(acknowledged(waiting, revised(2, 'milk, eggs')), 'key-2');
    expect(second.request).toEqual({ key: 'key-2', edit: { baseRevision: 2, body: 'milk, eggs, tea' } });
  });

  it('repeats an edit of unknown fate as it was, under the same key', () => {
    const first = send(typed(openDraft(note), 'milk, eggs'), 'key-1');
    const draft = failed(typed(first.draft, 'milk, eggs, tea'));
    expect(isSaved(draft)).toBe(false);
    expect(send(draft, 'key-2').request).toEqual(first.request);
  });

  it('keeps what is typed when the answer holds the words of others', () => {
    const { draft } = send(typed(openDraft(note), 'milk, eggs'), 'key-1');
    const after = acknowledged(typed(draft, 'milk, eggs, tea'), revised(3, 'oat milk, eggs'));
    expect(after.writing.body).toBe('oat milk, eggs, tea');
    expect(send(after, 'key-2').request?.edit).toEqual({ baseRevision: 3, body: 'oat milk, eggs, tea' });
  });

  it('takes in what others wrote, with what is typed', () => {
    const draft = received(typed(openDraft(note), 'milk, eggs'), revised(2, 'oat milk'));
    expect(draft.writing.body).toBe('oat milk, eggs');
    expect(received(draft, revised(2, 'late'))).toBe(draft);
  });

  it('waits with what others wrote while an edit is on its way, which may be in it or not', () => {
    const { draft } = send(typed(openDraft(note), 'milk, eggs'), 'key-1');
    const waiting = received(draft, revised(3, 'oat milk, eggs'));
    expect(waiting.writing.body).toBe('milk, eggs');
    const after = acknowledged(waiting, revised(2, 'milk, eggs'));
    expect(after).toEqual(openDraft(revised(3, 'oat milk, eggs')));
  });

  it('has what was refused still in the writing', () => {
    const { draft } = send(typed(openDraft(note), 'milk, eggs'), 'key-1');
    const after = refused(received(draft, revised(2, 'oat milk')));
    expect(after.writing.body).toBe('oat milk, eggs');
    expect(send(after, 'key-2').request?.key).toBe('key-2');
  });

  it('ends as the server has it', () => {
    const { draft, request } = send(typed(openDraft(note), 'milk, eggs'), 'key-1');
    const current = applyEdit(note, { body: 'oat milk' });
    const { writing } = merge({ base: note, current, edit: request?.edit ?? {} });
    expect(acknowledged(draft, { ...writing, revision: 3 })).toEqual(openDraft({ ...writing, revision: 3 }));
  });
});
