/** Effects as they are sent: as the answer of a single route, and as members of the result of a batch. */
import { notFound } from '@keep/service-kit/app-error';
import type { Answer } from '@keep/service-kit/http-app';
import type { Effect } from '../use-cases/effect.ts';
import { entityTag } from '../use-cases/precondition.ts';
import { labelBody } from './present-label.ts';
import { noteText } from './present-note.ts';

/** Throws `not-found` for the repetition of a request whose note or label the actor does not have any more. */
export function presentEffect(effect: Effect): Answer {
  const { status } = effect;
  switch (effect.what) {
    case 'note':
      return presentNoteEffect(effect);
    case 'label':
      return { status, body: labelBody(effect.label) };
    case 'undone import':
      return { status, body: { removed: effect.removed, removedLabels: effect.removedLabels, kept: effect.kept } };
    case 'text':
      return { status, text: effect.text };
    case 'gone':
      throw notFound();
    default:
      return { status };
  }
}

/** The members beside its status, as JSON text: `"note":{…}`, of an edit with `"merge":{…}`, or `"label":{…}`. */
export function effectText(effect: Effect): string {
  switch (effect.what) {
    case 'note':
      return `"note":${noteText(effect.view)}${mergeText(effect)}`;
    case 'label':
      return `"label":${JSON.stringify(labelBody(effect.label))}`;
    case 'text':
      return effect.text;
    default:
      return '';
  }
}

function presentNoteEffect(effect: Extract<Effect, { what: 'note' }>): Answer {
  const { status, noteId, view, merge } = effect;
  const text = noteText(view);
  return {
    status,
    text: merge ? `${text.slice(0, -1)}${mergeText(effect)}}` : text,
    etag: entityTag(view),
    ...(status === 201 && { headers: { location: `/api/v1/notes/${noteId}` } }),
  };
}

/** What became of both sides' changes, after the other members. */
function mergeText({ merge }: Extract<Effect, { what: 'note' }>): string {
  return merge ? `,"merge":${JSON.stringify(merge)}` : '';
}
