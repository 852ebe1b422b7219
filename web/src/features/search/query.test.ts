import { describe, expect, it } from 'vitest';
import type { ShownNote } from '../../data/shown-note.ts';
import { matches } from './match-note.ts';
import { parseQuery } from './query.ts';

const labels = [{ id: 'k', name: 'Küche' }];
const note: ShownNote = {
  id: 'n',
  kind: 'list',
  title: 'Café',
  body: '',
  items: [{ id: 'i', text: 'Oat milk', checked: false, parentId: null, position: '1' }],
  attachments: [],
  ownerId: 'me',
  members: [{ id: 'm', email: 'ana@example.com', role: 'editor', status: 'joined', userId: 'ana', name: 'Ana' }],
  revision: 1,
  createdAt: '2026-01-01T12:00:00.000Z',
  updatedAt: '2026-03-15T12:00:00.000Z',
  updatedBy: 'me',
  trashedAt: null,
  pendingOwner: null,
  people: [],
  placement: {
    pinned: true,
    archived: false,
    color: 'teal',
    labelIds: ['k'],
    position: '1',
    reminder: null,
    invitation: null,
  },
  syncState: 'saved',
  merge: null,
};
const finds = (query: string, changed: Partial<ShownNote> = {}) =>
  matches({ ...note, ...changed }, parseQuery(query), { labels, ownId: 'me' });

describe('a search', () => {
  it.each([
    'cafe',
    'CAFÉ',
    'oat milk',
    '"oat milk"',
    'mil',
    'label:kuche',
    'label:"Küche"',
    'color:teal',
    'color:sage',
    'is:pinned',
    'is:shared',
    'kind:list',
    'from:ana',
    'from:ana@example.com',
    'after:2026-02',
    'before:2026-04',
    'after:2025 cafe -bread',
    '-is:archived',
    '-label:other',
  ])('finds by %s', query => expect(finds(query)).toBe(true));

  it.each([
    'milk oats',
    '"milk oat"',
    '-milk',
    'label:other',
    'color:red',
    'is:archived',
    'kind:text',
    'from:bob',
    'after:2026-03',
    'before:2026-03-15',
    'before:someday',
    '-is:pinned',
  ])('does not find by %s', query => expect(finds(query)).toBe(false));

  it('looks into the trash only when it is asked to', () => {
    expect(finds('cafe', { trashedAt: '2026-03-16T00:00:00.000Z' })).toBe(false);
    expect(finds('cafe is:trashed', { trashedAt: '2026-03-16T00:00:00.000Z' })).toBe(true);
  });

  it('takes what is no operator for text, and an operator without a value for nothing', () => {
    expect(parseQuery('http://a.example')).toEqual([{ isExcluded: false, kind: 'text', text: 'http://a.example' }]);
    expect(parseQuery('label: milk')).toEqual([{ isExcluded: false, kind: 'text', text: 'milk' }]);
  });
});
