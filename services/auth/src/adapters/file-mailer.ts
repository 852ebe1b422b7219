/** Mail as `.eml` files, for machines without a mail server: the person who runs Keep reads them there. */
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { MailMessage } from '../domain/mails.ts';
import type { Mailer } from '../ports.ts';
import { toEnvelope } from './mail-envelope.ts';

export type FileMailerOptions = {
  directory: string;
  from: string;
  /** Told of each file once it is there for good. */
  onWritten: (file: string) => void;
};

export class FileMailer implements Mailer {
  readonly #options: FileMailerOptions;
  readonly #composer = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });

  constructor(options: FileMailerOptions) {
    this.#options = options;
  }

  /** A repetition overwrites the file of the first time. */
  async send(mail: MailMessage): Promise<void> {
    const { directory, from, onWritten } = this.#options;
    const { message } = await this.#composer.sendMail(toEnvelope(mail, from));
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const file = join(directory, `${mail.id}.eml`);
    await writeDurably(file, message as Buffer, directory);
    onWritten(file);
  }

  /** Also what somebody else was told about the address. */
  async erase(address: string): Promise<void> {
    const { directory } = this.#options;
    const names = await readdir(directory).catch(emptyIfMissing);
    const failures: unknown[] = [];
    for (const name of names.filter(one => one.endsWith('.eml')))
      await eraseIfMentions(join(directory, name), address).catch((error: unknown) => failures.push(error));
    // Thrown last: a file that cannot be read keeps no other file.
    if (failures.length > 0) throw new Error('Some mail files cannot be read or removed.', { cause: failures[0] });
  }
}

async function eraseIfMentions(file: string, address: string): Promise<void> {
  if (mentions(await readFile(file, 'utf8').catch(emptyIfMissing), address)) await rm(file, { force: true });
}

/** Whether the whole address is there: not as the end or the beginning of another one. */
function mentions(text: string | readonly string[], address: string): boolean {
  const literal = address.replaceAll(/[^\w@]/g, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\w.+'-])${literal}(?![\w-]|\.\w)`).test(unwrapped(String(text)));
}

/** Quoted-printable (RFC 2045, 6.7) cuts long lines, also inside an address, and writes some of its characters as hex. */
function unwrapped(text: string): string {
  return text
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** Another process may have removed it. */
function emptyIfMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

async function writeDurably(file: string, content: Buffer, directory: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
  await syncDirectory(directory);
}

/** Windows cannot open a folder; its file system keeps the rename without this. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
