/** Routes for other processes of Keep, and the public keys. */
import { getKeySet } from '@keep/contracts/auth-http';
import {
  addUser, exchangeToken, listRevokedSessions, listUsers, rotateKeys, setUserPassword,
} from '@keep/contracts/auth-internal-http'; // prettier-ignore
import type { AuthSource } from '@keep/service-kit/auth-source';
import type { HttpApp } from '@keep/service-kit/http-app';
import type { UserRepository } from '../ports.ts';
import type { AddUser } from '../use-cases/add-user.ts';
import type { ExchangeToken } from '../use-cases/exchange-token.ts';
import type { RotateKeys } from '../use-cases/rotate-keys.ts';
import type { SetUserPassword } from '../use-cases/set-user-password.ts';
import { cutPage, readPage } from './cursor.ts';
import { presentMe } from './present-account.ts';

export type InternalRoutes = {
  source: AuthSource;
  users: UserRepository;
  exchangeToken: ExchangeToken;
  rotateKeys: RotateKeys;
  addUser: AddUser;
  setUserPassword: SetUserPassword;
};

export function addInternalRoutes(http: HttpApp, routes: InternalRoutes): void {
  http.route(getKeySet, async () => ({ status: 200, body: await routes.source.publicKeys() }));

  http.route(listRevokedSessions, async () => ({ status: 200, body: await routes.source.revokedSessions() }));

  http.route(exchangeToken, async ({ body }) => ({ status: 200, body: await routes.exchangeToken(body.token) }));

  http.route(rotateKeys, async () => ({ status: 200, body: await routes.rotateKeys() }));

  http.route(listUsers, async ({ query }) => {
    const { shown, nextCursor } = cutPage(await routes.users.page(readPage(query)), query.limit);
    return { status: 200, body: { users: shown.map(presentMe), nextCursor } };
  });

  http.route(addUser, async ({ body }) => {
    const { user, password } = await routes.addUser(body.email, body.name);
    return { status: 201, body: { user: presentMe(user), password } };
  });

  http.route(setUserPassword, async ({ body }) => ({
    status: 200,
    body: { password: await routes.setUserPassword(body.email) },
  }));
}
