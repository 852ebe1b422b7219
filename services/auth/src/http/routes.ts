/** Every route of auth. */
import type { AuthSource } from '@keep/service-kit/auth-source';
import type { Clock } from '@keep/service-kit/clock';
import type { HttpApp } from '@keep/service-kit/http-app';
import type { Repositories, UseCases } from '../use-cases/use-cases.ts';
import { addAccountRoutes } from './account-routes.ts';
import type { RefuseCrossSite } from './cross-site.ts';
import { addCredentialRoutes } from './credential-routes.ts';
import type { DeviceCookie } from './device-cookie.ts';
import { addInternalRoutes } from './internal-routes.ts';
import { makePresentSignedIn } from './present-signed-in.ts';
import type { RefreshCookie } from './refresh-cookie.ts';
import { addServerRoutes } from './server-routes.ts';
import { addSessionRoutes } from './session-routes.ts';
import { addSignInRoutes } from './sign-in-routes.ts';

export type RouteDependencies = {
  useCases: UseCases;
  repositories: Repositories;
  source: AuthSource;
  cookie: RefreshCookie;
  deviceCookie: DeviceCookie;
  refuseCrossSite: RefuseCrossSite;
  clock: Clock;
};

export function addRoutes(http: HttpApp, dependencies: RouteDependencies): void {
  const { useCases, repositories, source, clock } = dependencies;
  const presentSignedIn = makePresentSignedIn({ ...dependencies, ...useCases });
  addSignInRoutes(http, { ...dependencies, ...useCases, presentSignedIn });
  addCredentialRoutes(http, { ...dependencies, ...useCases });
  addAccountRoutes(http, { ...dependencies, ...useCases, users: repositories.users });
  addSessionRoutes(http, { ...useCases, ...repositories, clock });
  addInternalRoutes(http, { ...useCases, users: repositories.users, source });
  addServerRoutes(http, useCases.describeServer);
  http.finish();
}
