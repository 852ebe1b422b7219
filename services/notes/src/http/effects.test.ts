import { newId } from '@keep/service-kit/unique-id';
import { expect, it } from 'vitest';
import type { NoteView } from '../ports.ts';
import { toRemembered } from '../use-cases/effect.ts';
import { done, editedNoteEffect, labelEffect, newNoteEffect, undoneImportEffect } from './effects.ts';

const large = '漢'.repeat(100_000);
const view: NoteView = { content: large, placement: large, contentVersion: 1, placementVersion: 1 };
const fields = ['title', 'kind', 'body', 'items'] as const;
const merge = { merged: [...fields], kept: [...fields] };
const time = new Date().toISOString();
const label = { id: newId(), name: large, createdAt: time, updatedAt: time, version: 1, importId: newId() };
const kept = Array.from({ length: 1_000 }, () => ({ id: newId(), title: large }));

it.each([
  ['a new note', newNoteEffect({ noteId: newId(), view, isNew: true })],
  ['an edit', editedNoteEffect(newId())({ view, merge })],
  ['a label', labelEffect(label)],
  ['an import taken back', undoneImportEffect(newId())({ removed: 1e9, removedLabels: 500, kept })],
  ['a deletion', done],
])('remembers of %s 300 bytes at most, and nothing that anybody wrote', (_name, effect) => {
  const remembered = JSON.stringify(toRemembered(effect));
  expect(Buffer.byteLength(remembered)).toBeLessThanOrEqual(300);
  expect(remembered).not.toContain('漢');
});
