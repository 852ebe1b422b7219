/** The mailers: one suite, run over a folder and a real SMTP server. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import { FileMailer } from '../../src/adapters/file-mailer.ts';
import { SmtpMailer } from '../../src/adapters/smtp-mailer.ts';
import type { MailMessage } from '../../src/domain/mails.ts';
import type { Mailer } from '../../src/ports.ts';

type Post = { mailer: Mailer; mails(): string[]; stop(): Promise<void> };

const from = 'Keep <keep@example.org>';
const mail: MailMessage = {
  id: '01a20387-957f-76e9-ab5d-cd5f8f8a859a',
  to: 'ada@example.org',
  subject: 'Grüße',
  text: 'Hello\n\n12345678\n',
  discardAfter: new Date(),
};

async function openFolder(): Promise<Post> {
  const directory = join(temporaryDirectory(), 'mail');
  return {
    mailer: new FileMailer({ directory, from, onWritten: () => undefined }),
    mails: () => readdirSync(directory).map(name => readFileSync(join(directory, name), 'utf8')),
    stop: async () => undefined,
  };
}

async function openServer(): Promise<Post> {
  const received: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        received.push(Buffer.concat(chunks).toString().replaceAll('\r\n', '\n'));
        done();
      });
    },
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    mailer: new SmtpMailer(`smtp://127.0.0.1:${port}`, from),
    mails: () => received,
    stop: () => new Promise(resolve => server.close(() => resolve())),
  };
}

describe.each([
  ['a folder', openFolder],
  ['an SMTP server', openServer],
])('mail to %s', (_, open) => {
  let post: Post;
  afterEach(() => post.stop());

  test('says from whom, to whom and what, under a Message-ID that stays the same', async () => {
    post = await open();
    await post.mailer.send(mail);
    const [text] = post.mails();
    expect(text).toContain('From: Keep <keep@example.org>\n');
    expect(text).toContain('To: ada@example.org\n');
    expect(text).toContain('Message-ID: <01a20387-957f-76e9-ab5d-cd5f8f8a859a@example.org>\n');
    expect(text).toContain('Subject: =?UTF-8?');
    expect(text).toContain('\n\nHello\n\n12345678\n');
  });
});

test('a mail that is written again replaces its file, and only its owner may read it', async () => {
  const directory = join(temporaryDirectory(), 'mail');
  const written: string[] = [];
  const mailer = new FileMailer({ directory, from, onWritten: file => written.push(file) });
  await mailer.send(mail);
  await mailer.send(mail);
  expect(readdirSync(directory)).toEqual([`${mail.id}.eml`]);
  expect(written).toEqual(Array(2).fill(join(directory, `${mail.id}.eml`)));
  if (process.platform !== 'win32') expect(statSync(written[0] ?? '').mode & 0o777).toBe(0o600);
});

test('erases the mails to an address, and those that name it, but none of an address that only looks like it', async () => {
  const directory = join(temporaryDirectory(), 'mail');
  const mailer = new FileMailer({ directory, from, onWritten: () => undefined });
  await mailer.erase('ada@example.org');
  const others = ['lada@example.org', 'ada@example.org.uk', 'x.ada@example.org', 'adaxexample.org@example.net'];
  for (const [index, to] of ['ada@example.org', ...others].entries())
    await mailer.send({ ...mail, id: `mail-${index}`, to });
  await mailer.send({ ...mail, id: 'notice', to: 'bob@example.org', text: 'It is of ada@example.org.\n' });
  await mailer.erase('ada@example.org');
  expect(readdirSync(directory).sort()).toEqual(['mail-1.eml', 'mail-2.eml', 'mail-3.eml', 'mail-4.eml']);
});

test('erases a mail that names an address across two lines of its file', async () => {
  const directory = join(temporaryDirectory(), 'mail');
  const mailer = new FileMailer({ directory, from, onWritten: () => undefined });
  const address = `ada=lovelace+${'a'.repeat(64)}@example.org`;
  await mailer.send({ ...mail, to: 'bob@example.org', text: `It is of ${address}, as far as anyone knows.\n` });
  expect(readFileSync(join(directory, `${mail.id}.eml`), 'utf8')).not.toContain(address);
  await mailer.erase(address);
  expect(readdirSync(directory)).toEqual([]);
});

test('a server that cannot be reached is an error, so that the mail waits', async () => {
  await expect(new SmtpMailer('smtp://127.0.0.1:1', from).send(mail)).rejects.toThrow();
});
