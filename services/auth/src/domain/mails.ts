/** What Keep writes to people. */
import { CODE_MINUTES } from './code.ts';

/** `id` becomes the Message-ID: the same in every attempt to send it. */
export type MailMessage = {
  id: string;
  to: string;
  subject: string;
  text: string;
  /** A mail that could not be sent by then says nothing of use any more. */
  discardAfter: Date;
};

export type MailText = { subject: string; text: string };

export function signUpCodeMail(code: string): MailText {
  return {
    subject: `${code} is your Keep code`,
    text: paragraphs(
      'Welcome to Keep. To finish signing up, enter this code:',
      code,
      `It is valid for ${CODE_MINUTES} minutes. If you did not sign up, do nothing: without the code there is no account.`,
    ),
  };
}

export function alreadyRegisteredMail(): MailText {
  return {
    subject: 'You have a Keep account already',
    text: paragraphs(
      'Somebody, probably you, tried to use this address for a Keep account. There is one already: just sign in.',
      'If you forgot the password, choose "Forgot password". If it was not you, there is nothing to do.',
    ),
  };
}

export function changeEmailCodeMail(code: string): MailText {
  return {
    subject: `${code} is your Keep code`,
    text: paragraphs(
      'To use this address for your Keep account, enter this code:',
      code,
      `It is valid for ${CODE_MINUTES} minutes. If you did not ask for it, do nothing.`,
    ),
  };
}

export function emailChangedMail(newEmail: string): MailText {
  return {
    subject: 'Your Keep account has another address',
    text: paragraphs(
      `Your account now belongs to ${newEmail}; this address signs in no more.`,
      'If that was not you, write to whoever runs this Keep at once.',
    ),
  };
}

export function resetCodeMail(code: string): MailText {
  return {
    subject: `${code} is your Keep code`,
    text: paragraphs(
      'To set a new password for your Keep account, enter this code:',
      code,
      `It is valid for ${CODE_MINUTES} minutes. If you did not ask for it, do nothing: your password stays as it is.`,
    ),
  };
}

export function passwordChangedMail(): MailText {
  return {
    subject: 'Your Keep password was changed',
    text: paragraphs(
      'The password of your Keep account was changed, and your other sessions were ended.',
      'If that was not you, choose "Forgot password" now.',
    ),
  };
}

function paragraphs(...parts: string[]): string {
  return `${parts.join('\n\n')}\n`;
}
