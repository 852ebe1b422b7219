/** Routes for one's own account. */
import { createHash } from 'node:crypto';
import { deleteMe, getMe, updateMe } from '@keep/contracts/auth-http';
import { addressGroup } from '@keep/service-kit/address-group';
import type { Clock } from '@keep/service-kit/clock';
import type { HttpApp } from '@keep/service-kit/http-app';
import { sessionEnded } from '../domain/account-errors.ts';
import type { UserRepository } from '../ports.ts';
import type { DeleteAccount } from '../use-cases/delete-account.ts';
import { presentMe } from './present-account.ts';
import type { RefuseCrossSite } from './cross-site.ts';
import type { RefreshCookie } from './refresh-cookie.ts';

export type AccountRoutes = {
  users: UserRepository;
  clock: Clock;
  deleteAccount: DeleteAccount;
  cookie: RefreshCookie;
  refuseCrossSite: RefuseCrossSite;
};

export function addAccountRoutes(http: HttpApp, routes: AccountRoutes): void {
  const { users, clock, deleteAccount, cookie, refuseCrossSite } = routes;

  http.route(getMe, async ({ actor }) => {
    const user = await users.find(actor.userId);
    if (!user) throw sessionEnded();
    const text = JSON.stringify(presentMe(user));
    return { status: 200, text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
  });

  http.route(updateMe, async ({ actor, body, idempotencyKey }) => {
    const user = await users.rename(actor.userId, body.name, clock(), idempotencyKey);
    if (!user) throw sessionEnded();
    return { status: 200, body: presentMe(user) };
  });

  http.route(deleteMe, async ({ actor, body, headers, address, idempotencyKey }) => {
    refuseCrossSite(headers);
    await deleteAccount(actor, { ...body, network: addressGroup(address), key: idempotencyKey });
    return { status: 204, headers: { 'set-cookie': cookie.clear() } };
  });
}
