import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

describe('readSettings', () => {
  it.each([
    [{ KEEP_PORT: '-1' }, 'KEEP_PORT'],
    [{ KEEP_PORT: '80.5' }, 'KEEP_PORT must be a whole number from 0 to 65535'],
    [{ KEEP_PUBLIC_URL: 'ftp://keep.example.org' }, 'KEEP_PUBLIC_URL must be an address'],
    [{ KEEP_SMTP_URL: 'mail.example.org' }, 'KEEP_SMTP_URL must be an address'],
    [{ KEEP_POSTGRES_URL: 'localhost:5432' }, 'KEEP_POSTGRES_URL must be an address'],
    [{ KEEP_MONGO_URL: 'localhost:27017' }, 'KEEP_MONGO_URL must be an address'],
    [{ KEEP_NATS_URL: 'localhost:4222' }, 'KEEP_NATS_URL must be an address'],
    [{ KEEP_SHAPE: 'two' }, 'KEEP_SHAPE must be services or one'],
    [{ KEEP_PROT: '1', KEEP_DIR: 'x' }, 'KEEP_PROT, KEEP_DIR are not settings of Keep: correct or unset'],
  ])('refuses %j', (environment, sentence) => {
    expect(() => readSettings(environment)).toThrow(sentence);
  });

  it('names every fault at once', () => {
    expect(() => readSettings({ KEEP_PORT: 'x', KEEP_SIGN_UP: 'y' })).toThrow(/KEEP_PORT .*; KEEP_SIGN_UP /);
  });

  it('runs on loopback, port 8080 and ./data when nothing is set', () => {
    expect(readSettings({ KEEP_PORT: '', PORT: '3000' })).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      dataDir: resolve('data'),
      shape: 'services',
      isExposed: false,
    });
  });

  it.each([
    [{ KEEP_HOST: 'localhost' }, false],
    [{ KEEP_HOST: '::1' }, false],
    [{ KEEP_HOST: '0.0.0.0' }, true],
    [{ KEEP_HOST: '127.example.org' }, true],
    [{ KEEP_PUBLIC_URL: 'https://keep.example.org' }, true],
  ])('takes %j as reachable by others: %s', (environment, isExposed) => {
    expect(readSettings(environment).isExposed).toBe(isExposed);
  });

  it('gives a service its own settings by the prefix of its name', () => {
    const { ofService } = readSettings({ NOTES_LOG_LEVEL: 'debug', AUTH_CODES_PER_HOUR: '2', DATABASE_URL: 'x' });
    expect(ofService).toEqual({
      broker: {},
      auth: { CODES_PER_HOUR: '2' },
      notes: { LOG_LEVEL: 'debug' },
      notify: {},
      gateway: {},
    });
  });
});
