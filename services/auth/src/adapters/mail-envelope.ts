/** A mail as nodemailer takes it. */
import type { SendMailOptions } from 'nodemailer';
import type { MailMessage } from '../domain/mails.ts';

/** The Message-ID stays the same, so that a mail sent twice is shown once. */
export function toEnvelope({ id, to, subject, text }: MailMessage, from: string): SendMailOptions {
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost';
  return {
    messageId: `<${id}@${domain}>`,
    from,
    to,
    subject,
    text,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
