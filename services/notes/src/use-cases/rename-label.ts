/** Gives a label another name. */
import { labelKey } from '@keep/contracts/label-key';
import { labelRenamed } from '@keep/contracts/notes-events';
import type { Actor } from '@keep/service-kit/actor';
import { notFound, unavailable } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import type { Label } from '../domain/label.ts';
import { labelNameTaken } from '../domain/note-errors.ts';
import type { LabelRepository, RequestRepository } from '../ports.ts';
import { type Remember, rememberOnly, wasSaved } from './handle-once.ts';
import { labelEvent } from './label-event.ts';

const ATTEMPTS = 20;

type Dependencies = { labels: LabelRepository; requests: RequestRepository; clock: Clock };

export function makeRenameLabel({ labels, requests, clock }: Dependencies) {
  return async ({ userId }: Actor, labelId: string, name: string, remember: Remember<Label>): Promise<Label> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const label = await labels.find(userId, labelId);
      if (!label) throw notFound();
      const sameName = await labels.findByName(userId, labelKey(name));
      if (sameName && sameName.id !== labelId) throw labelNameTaken();
      if (label.name === name) {
        await rememberOnly(requests, userId, remember(label));
        return label;
      }
      const now = clock();
      const renamed = { ...label, name, updatedAt: now.toISOString(), version: label.version + 1, importId: null };
      const events = [labelEvent(labelRenamed, userId, renamed, now)];
      const request = remember(renamed);
      const outcome = await labels.save({ previous: label, next: renamed }, { userId, events, request });
      if (outcome !== 'id-taken' && wasSaved(outcome)) return renamed;
    }
    throw unavailable('The label is being changed by many at once.');
  };
}
