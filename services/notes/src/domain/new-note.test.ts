import { createNoteBody } from '@keep/contracts/notes-http';
import { expect, it } from 'vitest';
import { creationFingerprint } from './new-note.ts';

it('knows a creation again that was made before there were newer fields', () => {
  const id = '0193b5f0-6c1e-7c3a-9d52-6a1f0c8e4b7d';
  const items = [
    { id, text: 'bread', checked: true },
    { text: 'tea', position: '5' },
  ];
  const input = createNoteBody.parse({ kind: 'list', title: 'Milk', body: 'and', items });
  expect(creationFingerprint(input)).toBe('ee6f56280c42382c6b7d4f9292a40b50cc03fba28a5de56955e72b9ec0a17930');
});
