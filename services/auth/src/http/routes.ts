/** Every route of auth. */
import type { AuthSource } from '@keep/service-kit/auth-source';
import type { Clock } from '@keep/service-kit/clock';
import type { HttpApp } from '@keep/service-kit/http-app';
import type { Repositories, UseCases } from '../use-cases/use-cases.ts';
import { addAccountRoutes } from './account-routes.ts';
import { addCredentialRoutes } from './credential-routes.ts';
import { addInternalRoutes } from './internal-routes.ts';
import { makePresentSignedIn } from './present-signed-in.ts';
import type { RefreshCookie } from './refresh-cookie.ts';
import { addSessionRoutes } from './session-routes.ts';
import { addSignInRoutes } from './sign-in-routes.ts';

export type RouteDependencies = {
  useCases: UseCases;
  repositories: Repositories;
  source: AuthSource;
  cookie: RefreshCookie;
  clock: Clock;
};

export function addRoutes(http: HttpApp, { useCases, repositories, source, cookie, clock }: RouteDependencies): void {
  addSignInRoutes(http, { ...useCases, presentSignedIn: makePresentSignedIn(cookie), cookie });
  addCredentialRoutes(http, useCases);
  addAccountRoutes(http, { ...useCases, users: repositories.users, clock, cookie });
  addSessionRoutes(http, { ...useCases, ...repositories, clock });
  addInternalRoutes(http, { ...useCases, users: repositories.users, source });
  http.finish();
}
