/** What is done with the members of a note. It needs the server: what others may see is not decided offline. */
import type { MemberRole } from '@keep/contracts/notes-http';
import { useState } from 'react';
import { ApiProblem, NoAnswer } from '../../data/api-problem.ts';
import type { JsonRequest } from '../../data/request-json.ts';
import { t } from '../../messages/messages.ts';
import { useKeep } from '../../state/use-keep.ts';

export function useSharing(noteId: string) {
  const { session, sync } = useKeep();
  const [fault, setFault] = useState<string>();
  const path = `/api/v1/notes/${noteId}`;

  /** True where the server did it; the changes feed then brings what has changed. */
  async function request(options: JsonRequest): Promise<boolean> {
    setFault(undefined);
    try {
      await session.request(options);
      sync.wake();
      return true;
    } catch (error) {
      setFault(faultOf(error));
      return false;
    }
  }

  return {
    fault,
    invite: (email: string, role: MemberRole) =>
      request({ method: 'PUT', path: `${path}/members`, body: { email, role } }),
    remove: (memberId: string) => request({ method: 'DELETE', path: `${path}/members/${memberId}` }),
    leave: () => request({ method: 'DELETE', path: `${path}/members/me` }),
    handOver: (memberId: string) => request({ method: 'POST', path: `${path}/owner`, body: { memberId } }),
  };
}

function faultOf(error: unknown): string {
  if (error instanceof NoAnswer) return t('sharing.offline');
  if (!(error instanceof ApiProblem)) throw error;
  return error.problem.errors?.[0]?.detail ?? error.message;
}
