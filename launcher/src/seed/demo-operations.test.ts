import { batch, batchOperationData } from '@keep/contracts/notes-http';
import { expect, it } from 'vitest';
import { demoOperations } from './demo-operations.ts';

const userId = '01a20389-9c50-743e-8560-6afd35e9f2d5';

it('makes operations that the contract takes, about forty notes of every kind', () => {
  const operations = demoOperations(userId);
  batch.body.parse({ operations });
  for (const { type, data } of operations) batchOperationData[type].parse(data);
  const notes = operations.filter(({ type }) => type === 'note.create').map(({ data }) => JSON.stringify(data));
  expect(notes.length).toBeGreaterThanOrEqual(40);
  for (const part of ['"kind":"list"', '"kind":"text"', '"pinned":true', '"archived":true', '"color":"cerulean"'])
    expect(notes.filter(note => note.includes(part)).length, part).toBeGreaterThan(1);
});

it('names the same things for the same account each time, and others for another', () => {
  expect(demoOperations(userId)).toEqual(demoOperations(userId));
  const ids = (id: string) => demoOperations(id).map(operation => operation.id);
  const others = new Set(ids('01a20389-a0ea-755e-8b01-a59bf88d74a8'));
  expect(ids(userId).filter(id => others.has(id))).toEqual([]);
});
