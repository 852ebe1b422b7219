/** The route of what a person's notes take up. */
import * as contracts from '@keep/contracts/notes-http';
import type { HttpApp } from '@keep/service-kit/http-app';
import type { Quota } from '../domain/usage.ts';
import type { NoteReader } from '../ports.ts';

type Dependencies = { reader: NoteReader; quota: Quota };

export function addUsageRoutes(http: HttpApp, { reader, quota }: Dependencies): void {
  http.route(contracts.getUsage, async ({ actor }) => {
    const { notes, bytes } = await reader.usage(actor.userId);
    const body = { notes: { used: notes, limit: quota.notes }, bytes: { used: bytes, limit: quota.bytes } };
    return { status: 200, body };
  });
}
