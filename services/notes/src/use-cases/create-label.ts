/** Makes a label; names are unique for each person, without regard to case. */
import { labelCreated } from '@keep/contracts/notes-events';
import { labelKey } from '@keep/contracts/label-key';
import { labelLimits } from '@keep/contracts/labels-http';
import type { Actor } from '@keep/service-kit/actor';
import { unavailable } from '@keep/service-kit/app-error';
import type { Clock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import type { Label } from '../domain/label.ts';
import { idTaken, labelNameTaken, tooManyLabels } from '../domain/note-errors.ts';
import type { LabelRepository, RequestRepository } from '../ports.ts';
import { type Remember, rememberOnly, wasSaved } from './handle-once.ts';
import { labelEvent } from './label-event.ts';

const ATTEMPTS = 5;

/** `isNew` is false when the same creation has made the label before. */
export type AddedLabel = { label: Label; isNew: boolean };

type Dependencies = { labels: LabelRepository; requests: RequestRepository; clock: Clock };
type Input = { id?: string | undefined; name: string; importId?: string | undefined };

export function makeCreateLabel({ labels, requests, clock }: Dependencies) {
  /** The label that this creation has made before; throws what refuses it. */
  async function existing(userId: string, id: string, name: string): Promise<Label | undefined> {
    const [sameId, sameName] = [await labels.find(userId, id), await labels.findByName(userId, labelKey(name))];
    if (sameId?.name === name) return sameId;
    if (sameId) throw idTaken();
    if (sameName) throw labelNameTaken();
    if ((await labels.count(userId)) >= labelLimits.labels) throw tooManyLabels();
    return undefined;
  }

  return async ({ userId }: Actor, input: Input, remember: Remember<AddedLabel>): Promise<AddedLabel> => {
    const { id = newId(), name, importId = null } = input;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const found = await existing(userId, id, name);
      if (found) {
        await rememberOnly(requests, userId, remember({ label: found, isNew: false }));
        return { label: found, isNew: false };
      }
      const now = clock();
      // Begins with the time, so that a label made again under an old id is newer than the old one ever was.
      const version = now.getTime();
      const label = { id, name, createdAt: now.toISOString(), updatedAt: now.toISOString(), version, importId };
      const added = { label, isNew: true };
      const events = [labelEvent(labelCreated, userId, label, now)];
      const outcome = await labels.save(
        { previous: undefined, next: label },
        { userId, events, request: remember(added) },
      );
      if (outcome === 'id-taken' && !(await labels.find(userId, id))) throw idTaken();
      if (outcome !== 'id-taken' && wasSaved(outcome)) return added;
    }
    throw unavailable('The label could not be made right now.');
  };
}
