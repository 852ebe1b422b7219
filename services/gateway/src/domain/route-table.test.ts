import { defineRoute } from '@keep/contracts/route';
import { describe, expect, it } from 'vitest';
import { gatewayRoutes, makeRouteTable } from './route-table.ts';

const common = { summary: '', tag: 'test', operationId: 'x', responses: {} };
const contracts = [
  defineRoute({ ...common, method: 'GET', path: '/api/v1/shares/{id}', access: 'public' }),
  defineRoute({ ...common, method: 'GET', path: '/api/v1/shares/mine', access: 'notes:read' }),
  defineRoute({ ...common, method: 'PUT', path: '/api/v1/shares/{id}/file.txt', access: 'notes:write', bodyLimit: 7 }),
];
const table = makeRouteTable([{ prefix: '/api/v1/shares', upstream: 'notes', contracts }]);

describe('the table of routes', () => {
  it.each([
    ['another method', 'POST', '/api/v1/shares/1'],
    ['more segments', 'GET', '/api/v1/shares/1/2'],
    ['an empty parameter', 'GET', '/api/v1/shares/'],
    ['an exact path of its own', 'GET', '/api/v1/shares/mine'],
    ['a dot that is another character', 'PUT', '/api/v1/shares/1/file-txt'],
  ])('takes no request for public because of a parameter: %s', (_what, method, path) => {
    const special = table.special(method, path);
    expect([special?.access, special?.bodyLimit]).not.toContain('public');
    expect(special?.bodyLimit).toBeUndefined();
  });

  it('finds public routes and body limits below a parameter', () => {
    expect(table.special('GET', '/api/v1/shares/1')?.access).toBe('public');
    expect(table.special('HEAD', '/api/v1/shares/1')?.access).toBe('public');
    expect(table.special('PUT', '/api/v1/shares/1/file.txt')?.bodyLimit).toBe(7);
  });

  it('finds the service that declares a route, also where the first segment is that of another', () => {
    const whole = makeRouteTable(gatewayRoutes);
    for (const { contracts: declared } of gatewayRoutes)
      for (const contract of declared)
        expect(whole.find(contract.path.replaceAll(/\{\w+\}/g, '1'))?.contracts, contract.path).toContain(contract);
  });

  it('knows every public route of the API', () => {
    const whole = makeRouteTable(gatewayRoutes);
    for (const { method, path } of gatewayRoutes.flatMap(route => route.contracts.filter(isPublic)))
      expect(whole.special(method, path.replaceAll(/\{\w+\}/g, '1'))?.access, path).toBe('public');
  });
});

function isPublic({ access }: { access: string }): boolean {
  return access === 'public';
}
