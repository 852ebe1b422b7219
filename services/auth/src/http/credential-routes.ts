/** Routes for address and password: codes by mail, and changes of either. */
import { changeEmail, changePassword, forgotPassword, resendCode, resetPassword } from '@keep/contracts/auth-http';
import { addressGroup } from '@keep/service-kit/address-group';
import type { Answer, HttpApp } from '@keep/service-kit/http-app';
import type { ChangeEmail } from '../use-cases/change-email.ts';
import type { ChangePassword } from '../use-cases/change-password.ts';
import type { ForgotPassword } from '../use-cases/forgot-password.ts';
import type { ResendCode } from '../use-cases/resend-code.ts';
import type { ResetPassword } from '../use-cases/reset-password.ts';

export type CredentialRoutes = {
  resendCode: ResendCode;
  changeEmail: ChangeEmail;
  forgotPassword: ForgotPassword;
  resetPassword: ResetPassword;
  changePassword: ChangePassword;
};

const codeSent: Answer = { status: 202, body: { status: 'code-sent' } };

export function addCredentialRoutes(http: HttpApp, routes: CredentialRoutes): void {
  http.route(resendCode, async ({ body }) => {
    await routes.resendCode(body.email, body.signUpId);
    return codeSent;
  });

  http.route(forgotPassword, async ({ body }) => {
    const { resetId } = await routes.forgotPassword(body.email);
    return { status: 202, body: { status: 'code-sent', resetId } };
  });

  http.route(resetPassword, async ({ body, address }) => {
    await routes.resetPassword({ ...body, network: addressGroup(address) });
    return { status: 204 };
  });

  http.route(changeEmail, async ({ actor, body, address }) => {
    await routes.changeEmail(actor, { ...body, network: addressGroup(address) });
    return codeSent;
  });

  http.route(changePassword, async ({ actor, body, address }) => {
    await routes.changePassword(actor, { ...body, network: addressGroup(address) });
    return { status: 204 };
  });
}
