/** Routes that begin, renew and end a session. */
import { refresh, signIn, signOut, signUp, verifyEmail } from '@keep/contracts/auth-http';
import { addressGroup } from '@keep/service-kit/address-group';
import type { HttpApp } from '@keep/service-kit/http-app';
import type { RefreshSession } from '../use-cases/refresh-session.ts';
import type { SignIn } from '../use-cases/sign-in.ts';
import type { SignOut } from '../use-cases/sign-out.ts';
import type { SignUp } from '../use-cases/sign-up.ts';
import type { VerifyEmail } from '../use-cases/verify-email.ts';
import type { RefuseCrossSite } from './cross-site.ts';
import type { DeviceCookie } from './device-cookie.ts';
import type { PresentSignedIn } from './present-signed-in.ts';
import type { RefreshCookie } from './refresh-cookie.ts';

export type SignInRoutes = {
  signUp: SignUp;
  signIn: SignIn;
  refreshSession: RefreshSession;
  signOut: SignOut;
  verifyEmail: VerifyEmail;
  presentSignedIn: PresentSignedIn;
  cookie: RefreshCookie;
  deviceCookie: DeviceCookie;
  refuseCrossSite: RefuseCrossSite;
};

export function addSignInRoutes(http: HttpApp, routes: SignInRoutes): void {
  const { presentSignedIn, cookie, deviceCookie, refuseCrossSite } = routes;

  http.route(signUp, async ({ body, headers, address }) => {
    refuseCrossSite(headers);
    const { email, password, name, setUpCode } = body;
    const [network, userAgent] = [addressGroup(address), headers['user-agent']];
    const outcome = await routes.signUp({ email, password, name, setUpCode, network, userAgent });
    if ('signUpId' in outcome) return { status: 202, body: { status: 'code-sent', signUpId: outcome.signUpId } };
    return presentSignedIn(outcome, body.transport, headers, 201);
  });

  http.route(signIn, async ({ body: { email, password, transport, signUpId }, headers, address }) => {
    refuseCrossSite(headers);
    const client = { network: addressGroup(address), deviceTokens: deviceCookie.read(headers) };
    const signedIn = await routes.signIn({ email, password, signUpId, client, userAgent: headers['user-agent'] });
    return presentSignedIn(signedIn, transport, headers);
  });

  http.route(refresh, async ({ body, headers }) => {
    refuseCrossSite(headers);
    if (body?.refreshToken !== undefined)
      return presentSignedIn(await routes.refreshSession(body.refreshToken), 'body', headers);
    return presentSignedIn(await routes.refreshSession(cookie.read(headers)), 'cookie', headers);
  });

  http.route(signOut, async ({ body, headers }) => {
    refuseCrossSite(headers);
    await routes.signOut(body?.refreshToken ?? cookie.read(headers), headers.authorization);
    return { status: 204, headers: { 'set-cookie': cookie.clear() } };
  });

  http.route(verifyEmail, async ({ body: { email, code, signUpId, transport }, headers, address }) => {
    refuseCrossSite(headers);
    const { authorization, 'user-agent': userAgent } = headers;
    const from = { network: addressGroup(address), authorization, userAgent };
    return presentSignedIn(await routes.verifyEmail({ email, code, signUpId, ...from }), transport, headers);
  });
}
