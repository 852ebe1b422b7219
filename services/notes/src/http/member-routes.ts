/** The routes of who has a note. */
import * as contracts from '@keep/contracts/notes-http';
import type { HttpApp } from '@keep/service-kit/http-app';
import type { UseCases } from '../use-cases/use-cases.ts';
import type { AnswerOnce } from './answer-once.ts';
import { done, noteEffect } from './effects.ts';

export function addMemberRoutes(http: HttpApp, { useCases, once }: { useCases: UseCases; once: AnswerOnce }): void {
  http.route(contracts.putMember, request => {
    const { actor, params, body } = request;
    return once(request, remember => useCases.putMember(actor, params.id, body, remember), noteEffect(params.id));
  });

  http.route(contracts.removeMember, request => {
    const { actor, params } = request;
    return once(
      request,
      remember => useCases.removeMember(actor, params.id, params.memberId, remember),
      () => done,
    );
  });

  http.route(contracts.acceptInvitation, request => {
    const { actor, params } = request;
    return once(request, remember => useCases.acceptInvitation(actor, params.id, remember), noteEffect(params.id));
  });

  http.route(contracts.declineInvitation, request => {
    const { actor, params } = request;
    return once(
      request,
      remember => useCases.declineInvitation(actor, params.id, remember),
      () => done,
    );
  });

  http.route(contracts.handOverNote, request => {
    const { actor, params, body } = request;
    return once(
      request,
      remember => useCases.handOverNote(actor, params.id, body.memberId, remember),
      noteEffect(params.id),
    );
  });

  http.route(contracts.acceptOwnership, request => {
    const { actor, params } = request;
    return once(request, remember => useCases.acceptOwnership(actor, params.id, remember), noteEffect(params.id));
  });

  http.route(contracts.cancelHandOver, request => {
    const { actor, params } = request;
    return once(
      request,
      remember => useCases.cancelHandOver(actor, params.id, remember),
      () => done,
    );
  });
}
