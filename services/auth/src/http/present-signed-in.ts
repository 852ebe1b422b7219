/**
 * What a person gets who has signed in: the refresh token as a cookie, or in the body where that was asked for. With
 * the cookie, the browser becomes a device of the account, unless it is one.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from '@keep/service-kit/http-app';
import type { Devices } from '../use-cases/devices.ts';
import type { SignedIn } from '../use-cases/session-tokens.ts';
import type { DeviceCookie } from './device-cookie.ts';
import { presentUser } from './present-account.ts';
import type { RefreshCookie } from './refresh-cookie.ts';

export type PresentSignedInDependencies = { cookie: RefreshCookie; deviceCookie: DeviceCookie; devices: Devices };

/** `headers` are the request's. */
export type PresentSignedIn = (
  signedIn: SignedIn,
  transport: 'cookie' | 'body',
  headers: IncomingHttpHeaders,
  status?: number,
) => Answer;

export function makePresentSignedIn(dependencies: PresentSignedInDependencies): PresentSignedIn {
  const { cookie, deviceCookie, devices } = dependencies;

  return ({ user, accessToken, expiresIn, refreshToken }, transport, headers, status = 200) => {
    const body = { user: presentUser(user), accessToken, expiresIn };
    if (transport === 'body') return { status, body: { ...body, refreshToken } };
    const tokens = deviceCookie.read(headers);
    const isDevice = devices.find(user, tokens) !== undefined;
    const device = isDevice ? [] : [deviceCookie.set([devices.issue(user), ...tokens])];
    return { status, body, headers: { 'set-cookie': [...cookie.set(refreshToken), ...device] } };
  };
}
