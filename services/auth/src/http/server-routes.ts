/** What this server is, for clients that know no account yet. */
import { getServer } from '@keep/contracts/auth-http';
import type { HttpApp } from '@keep/service-kit/http-app';
import type { DescribeServer } from '../use-cases/describe-server.ts';

/** It changes with the first account and with a restart. */
const cacheControl = 'public, max-age=10';

export function addServerRoutes(http: HttpApp, describeServer: DescribeServer): void {
  http.route(getServer, async () => {
    const { version, signUp, mail, trashDays, features } = await describeServer();
    const body = { version, signUp, mail, trashDays, features: [...features] };
    return { status: 200, body, headers: { 'cache-control': cacheControl } };
  });
}
