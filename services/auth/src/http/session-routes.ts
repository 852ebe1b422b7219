/** Routes for one's own sessions and API tokens. */
import {
  createToken,
  endOtherSessions,
  endSession,
  listSessions,
  listTokens,
  revokeToken,
} from '@keep/contracts/auth-http';
import { addressGroup } from '@keep/service-kit/address-group';
import { notFound } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import type { HttpApp } from '@keep/service-kit/http-app';
import type { SessionRepository, TokenRepository } from '../ports.ts';
import type { CreateToken } from '../use-cases/create-token.ts';
import { cutPage, readPage } from './cursor.ts';
import { presentSession, presentToken } from './present-account.ts';

export type SessionRoutes = {
  sessions: SessionRepository;
  tokens: TokenRepository;
  createToken: CreateToken;
  clock: Clock;
};

export function addSessionRoutes(http: HttpApp, routes: SessionRoutes): void {
  const { sessions, tokens, clock } = routes;

  http.route(listSessions, async ({ actor, query }) => {
    const found = await sessions.page(actor.userId, clock(), readPage(query));
    const { shown, nextCursor } = cutPage(found, query.limit);
    return { status: 200, body: { sessions: shown.map(one => presentSession(one, actor.sessionId)), nextCursor } };
  });

  http.route(endSession, async ({ actor, params }) => {
    if (!(await sessions.end(actor.userId, params.id, clock()))) throw notFound();
    return { status: 204 };
  });

  http.route(endOtherSessions, async ({ actor }) => {
    await sessions.endOthers(actor.userId, actor.sessionId, clock());
    return { status: 204 };
  });

  http.route(createToken, async ({ actor, body, address }) => {
    const expiresAt = body.expiresAt === null ? null : new Date(body.expiresAt);
    const { token, text } = await routes.createToken(actor, { ...body, expiresAt, network: addressGroup(address) });
    return { status: 201, body: { ...presentToken(token), token: text } };
  });

  http.route(listTokens, async ({ actor, query }) => {
    const { shown, nextCursor } = cutPage(await tokens.page(actor.userId, readPage(query)), query.limit);
    return { status: 200, body: { tokens: shown.map(presentToken), nextCursor } };
  });

  http.route(revokeToken, async ({ actor, params }) => {
    if (!(await tokens.revoke(actor.userId, params.id, clock()))) throw notFound();
    return { status: 204 };
  });
}
