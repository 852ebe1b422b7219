import asyncApiSchema from '@asyncapi/specs/schemas/3.0.0.json' with { type: 'json' };
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { asyncApiDocument, publishedEvents } from './asyncapi.ts';

const document = asyncApiDocument();
const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
addFormats.default(ajv);

describe('the AsyncAPI document', () => {
  it('is valid AsyncAPI 3.0', () => {
    // The official schema brings draft-07 itself, which Ajv would otherwise know twice.
    const { $schema: _, ...schema } = asyncApiSchema;
    const official = new Ajv({ strict: false, meta: false, validateSchema: false, logger: false });
    addFormats.default(official);
    const validate = official.compile(schema);
    expect(validate({ ...document, channels: [] })).toBe(false);
    expect(validate(document), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  });

  it('has a channel, a message and a producer for every event', () => {
    const types = publishedEvents.map(({ type }) => type);
    expect(Object.keys(document.channels)).toEqual(types);
    expect(Object.keys(document.components.messages)).toEqual(types);
    for (const type of types) {
      const [service] = type.split('.');
      expect(document.operations).toHaveProperty([`${service}.sends.${type}`, 'action'], 'send');
    }
  });

  it('addresses a channel by the subject, with the person as its parameter', () => {
    expect(document.channels['notes.note-edited.v1']?.address).toBe('keep.notes.{userId}.note-edited.v1');
  });

  it('names who handles an event', () => {
    expect(document.operations).toHaveProperty(['notes.receives.auth.user-deletion-requested.v1', 'action'], 'receive');
    expect(document.operations).toHaveProperty(['every-process.receives.auth.session-revoked.v1', 'action'], 'receive');
  });

  it('describes an event as a CloudEvent of its type', () => {
    ajv.addSchema({ $id: 'keep', components: document.components });
    const validate = ajv.compile({ $ref: 'keep#/components/messages/notes.user-erased.v1/payload' });
    const event = {
      specversion: '1.0',
      id: '1',
      source: 'keep/notes',
      type: 'notes.user-erased.v1',
      subject: 'keep.notes.u.user-erased.v1',
      time: '2026-01-31T08:00:00.000Z',
      data: { userId: 'u' },
    };
    expect(validate({ ...event, type: 'notes.note-edited.v1' })).toBe(false);
    expect(validate({ ...event, data: {} })).toBe(false);
    expect(validate(event), JSON.stringify(validate.errors)).toBe(true);
  });

  it('resolves every reference', () => {
    const text = JSON.stringify(document);
    for (const [, path] of text.matchAll(/"\$ref":"#\/([^"]+)"/g))
      expect(document).toHaveProperty(path?.split('/') ?? []);
  });
});
