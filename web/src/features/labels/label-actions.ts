/** What can be done with labels, with undo. */
import { useMemo } from 'react';
import type { Keep } from '../../data/keep.ts';
import type { Label } from '../../data/records.ts';
import { t } from '../../messages/messages.ts';
import { say } from '../../state/snackbar.ts';
import { useKeep } from '../../state/use-keep.ts';

export function useLabelActions() {
  const keep = useKeep();
  return useMemo(() => labelActions(keep), [keep]);
}

function labelActions({ labels, notes, store }: Keep) {
  const carriers = (labelId: string): string[] =>
    store
      .notes()
      .filter(({ placement }) => placement.labelIds.includes(labelId))
      .map(({ id }) => id);

  /** A label of the same name on the same notes; a deleted id is not used again. */
  async function makeAgain({ name }: Label, noteIds: readonly string[]): Promise<void> {
    const labelId = await labels.create(name);
    await notes.place(noteIds, { addLabelIds: [labelId] });
  }

  return {
    create: (name: string): Promise<string> => labels.create(name),

    async rename(label: Label, name: string): Promise<void> {
      await labels.rename(label.id, name);
      say({ text: t('labels.renamed'), undo: () => void labels.rename(label.id, label.name) });
    },

    async remove(label: Label): Promise<void> {
      const noteIds = carriers(label.id);
      await labels.remove(label.id);
      say({ text: t('labels.deleted', { name: label.name }), undo: () => void makeAgain(label, noteIds) });
    },

    /** Its notes get the other label, then it is deleted. */
    async mergeInto(label: Label, other: Label): Promise<void> {
      await notes.place(carriers(label.id), { addLabelIds: [other.id], removeLabelIds: [label.id] });
      await labels.remove(label.id);
      say({ text: t('labels.merged', { name: other.name }) });
    },
  };
}
