/** Below the sign-in of an ended session: what happens to the notes that are still on the device. */
import { useState } from 'react';
import { removeFromDevice } from '../../data/keep.ts';
import type { Account } from '../../data/session.ts';
import { t } from '../../messages/messages.ts';
import { useSession } from '../../state/use-session.ts';
import { Question } from '../../ui/question.tsx';

export function EndedSession({ account }: { account: Account }) {
  const session = useSession();
  const [isAsking, setAsking] = useState(false);

  async function remove(): Promise<void> {
    await removeFromDevice(account.id);
    session.forget();
  }

  return (
    <p className="door__more">
      <button type="button" className="button button--quiet" onClick={() => setAsking(true)}>
        {t('ended.remove')}
      </button>
      {isAsking && (
        <Question
          title={t('ended.remove')}
          text={t('ended.text', { email: account.email })}
          confirm={t('ended.confirm')}
          cancel={t('cancel')}
          onConfirm={() => void remove()}
          onCancel={() => setAsking(false)}
        />
      )}
    </p>
  );
}
