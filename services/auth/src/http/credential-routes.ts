/** Routes for address and password: codes by mail, and changes of either. */
import { changeEmail, changePassword, forgotPassword, resendCode, resetPassword } from '@keep/contracts/auth-http';
import { addressGroup } from '@keep/service-kit/address-group';
import type { Answer, HttpApp } from '@keep/service-kit/http-app';
import type { ChangeEmail } from '../use-cases/change-email.ts';
import type { ChangePassword } from '../use-cases/change-password.ts';
import type { ForgotPassword } from '../use-cases/forgot-password.ts';
import type { ResendCode } from '../use-cases/resend-code.ts';
import type { ResetPassword } from '../use-cases/reset-password.ts';
import type { DeviceCookie } from './device-cookie.ts';

export type CredentialRoutes = {
  resendCode: ResendCode;
  changeEmail: ChangeEmail;
  forgotPassword: ForgotPassword;
  resetPassword: ResetPassword;
  changePassword: ChangePassword;
  deviceCookie: DeviceCookie;
};

const codeSent: Answer = { status: 202, body: { status: 'code-sent' } };

export function addCredentialRoutes(http: HttpApp, routes: CredentialRoutes): void {
  http.route(resendCode, async ({ body, address }) => {
    await routes.resendCode(body.email, body.signUpId, addressGroup(address));
    return codeSent;
  });

  http.route(forgotPassword, async ({ body, headers, address }) => {
    const client = { network: addressGroup(address), deviceTokens: routes.deviceCookie.read(headers) };
    const { resetId } = await routes.forgotPassword(body.email, client);
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
