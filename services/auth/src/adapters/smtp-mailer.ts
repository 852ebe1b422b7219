/** Mail through an SMTP server. */
import { createTransport, type Transporter } from 'nodemailer';
import type { MailMessage } from '../domain/mails.ts';
import type { Mailer } from '../ports.ts';
import { toEnvelope } from './mail-envelope.ts';

/** Milliseconds, well below the time after which another process may try the same mail. */
const TIMEOUT = 5_000;

export class SmtpMailer implements Mailer {
  readonly #transport: Transporter;
  readonly #from: string;

  /** `url` is `smtp://` or `smtps://`, with user and password where the server wants them. */
  constructor(url: string, from: string) {
    this.#from = from;
    this.#transport = createTransport({
      url,
      connectionTimeout: TIMEOUT,
      greetingTimeout: TIMEOUT,
      socketTimeout: TIMEOUT,
    });
  }

  async send(mail: MailMessage): Promise<void> {
    await this.#transport.sendMail(toEnvelope(mail, this.#from));
  }

  /** What was sent is out of reach. */
  async erase(): Promise<void> {}
}
