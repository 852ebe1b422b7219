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

/** The recipient of a blank mail: it is queued like any other, so that the work shows nothing, and never sent. */
export const NO_RECIPIENT = '';

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

/** Names the account, so that a person who did not ask sees that it is not their own. */
export function changeEmailCodeMail(code: string, oldEmail: string): MailText {
  return {
    subject: `${code} moves a Keep account to this address`,
    text: paragraphs(
      `The Keep account of ${oldEmail} is to move to this address. To move it, enter this code where you asked for it:`,
      code,
      `Then this account signs in with this address, ${oldEmail} no longer does, and all its other sessions end.`,
      `The code is valid for ${CODE_MINUTES} minutes. If this is not your account, do nothing, and give the code to no one.`,
    ),
  };
}

export function emailChangedMail(newEmail: string): MailText {
  return {
    subject: 'Your Keep account has another address',
    text: paragraphs(
      `Your account now belongs to ${newEmail}; this address signs in no more, and all other sessions were ended.`,
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

export function passwordChangedMail(revokesTokens: boolean): MailText {
  return {
    subject: 'Your Keep password was changed',
    text: paragraphs(
      'The password of your Keep account was changed, and your other sessions were ended.',
      revokesTokens ? 'Your API tokens were revoked.' : 'Your API tokens still work.',
      'If that was not you, choose "Forgot password" now.',
    ),
  };
}

function paragraphs(...parts: string[]): string {
  return `${parts.join('\n\n')}\n`;
}
