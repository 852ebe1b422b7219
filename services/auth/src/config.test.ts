import { readConfig } from '@keep/service-kit/read-config';
import { expect, test } from 'vitest';
import { authConfig, signUpMode } from './config.ts';

const smtp = { KEEP_SMTP_URL: 'smtp://mail.example.org' };
const url = { KEEP_PUBLIC_URL: 'https://keep.example.org' };

test.each([
  ['open on loopback', {}, 'open'],
  ['closed where others can reach it and there is no mail', url, 'closed'],
  ['closed on an address of the network', { KEEP_HOST: '0.0.0.0' }, 'closed'],
  ['by mailed code where others can reach it', { ...url, ...smtp }, 'verify'],
  ['open on loopback also with mail', smtp, 'open'],
  ['as it was said by name', { ...url, KEEP_SIGN_UP: 'open' }, 'open'],
])('sign-up is %s', (_, environment, mode) => {
  expect(signUpMode(readConfig(authConfig, { DATA_DIR: '/nowhere', ...environment }))).toBe(mode);
});

test('names every faulty variable at once', () => {
  expect(() => readConfig(authConfig, { KEEP_SMTP_URL: 'http://x', CODES_PER_HOUR: 'many' })).toThrow(
    /(?=.*DATA_DIR)(?=.*KEEP_SMTP_URL)(?=.*CODES_PER_HOUR)/s,
  );
});
