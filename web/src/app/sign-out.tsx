/** Signing out asks first where something was not sent yet. */
import { useState } from 'react';
import { t } from '../messages/messages.ts';
import { useKeep, useOperations } from '../state/use-keep.ts';
import { Question } from '../ui/question.tsx';

export function useSignOut() {
  const { signOut, removeFromDevice, session } = useKeep();
  const waiting = new Set(useOperations().map(({ objectId }) => objectId)).size;
  const [isAsking, setAsking] = useState(false);

  async function signOutAndLose(): Promise<void> {
    await removeFromDevice();
    await session.signOut();
  }

  return {
    start: () => (waiting === 0 ? void signOut() : setAsking(true)),
    question: isAsking && (
      <Question
        title={t('signOut.title', { count: waiting })}
        text={t('signOut.text')}
        confirm={t('signOut.lose')}
        cancel={t('signOut.wait')}
        onConfirm={() => void signOutAndLose()}
        onCancel={() => setAsking(false)}
      />
    ),
  };
}
