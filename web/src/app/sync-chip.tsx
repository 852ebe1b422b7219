/** Says whether everything is saved, and what waits. */
import { CloudCheck, CloudOff, RefreshCw } from 'lucide-react';
import { t } from '../messages/messages.ts';
import { useOperations, useStoreState, useSyncStatus } from '../state/use-keep.ts';

export function SyncChip() {
  const status = useSyncStatus();
  const store = useStoreState();
  const waiting = new Set(useOperations().map(({ objectId }) => objectId)).size;
  if (store === 'broken') {
    return (
      <span className="sync sync--offline" role="alert">
        {t('store.broken')}
      </span>
    );
  }
  if (status === 'offline') {
    return (
      <span className="sync sync--offline" role="status">
        <CloudOff className="icon" aria-hidden="true" />
        <span>{t('sync.offline', { count: waiting })}</span>
      </span>
    );
  }
  const isSaved = waiting === 0;
  const Icon = isSaved ? CloudCheck : RefreshCw;
  return (
    <span className={`sync${isSaved ? '' : ' sync--saving'}`} role="status">
      <Icon className="icon" aria-hidden="true" />
      <span>{t(isSaved ? 'sync.saved' : 'sync.saving')}</span>
    </span>
  );
}
