/** Says whether everything is saved; opens the list of what waits and of what needs attention. */
import { CircleAlert, CloudCheck, CloudOff, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { Attention } from '../features/attention/attention.tsx';
import { t } from '../messages/messages.ts';
import { nameOf } from '../state/note-name.ts';
import { useKeep, useOperations, useStoreState, useSyncStatus } from '../state/use-keep.ts';

export function SyncChip() {
  const store = useStoreState();
  const operations = useOperations();
  const [isAsking, setAsking] = useState(false);
  const refused = count(operations.filter(({ state }) => state === 'refused').map(({ objectId }) => objectId));
  if (store === 'broken') {
    return (
      <span className="sync sync--offline" role="alert">
        {t('store.broken')}
      </span>
    );
  }
  return (
    <>
      {refused > 0 && (
        <button type="button" className="sync sync--refused" onClick={() => setAsking(true)}>
          <CircleAlert className="icon" aria-hidden="true" />
          <span>{t('sync.refused', { count: refused })}</span>
        </button>
      )}
      <Progress />
      {isAsking && <Attention close={() => setAsking(false)} />}
    </>
  );
}

function Progress() {
  const status = useSyncStatus();
  const waiting = [
    ...new Set(useOperations().flatMap(({ state, objectId }) => (state === 'refused' ? [] : [objectId]))),
  ];
  if (status === 'offline') {
    return (
      <DialogTrigger>
        <Button className="sync sync--offline">
          <CloudOff className="icon" aria-hidden="true" />
          <span role="status">{t('sync.offline', { count: waiting.length })}</span>
        </Button>
        <Popover className="popover" placement="bottom end">
          <Dialog aria-label={t('sync.offline', { count: waiting.length })}>
            <WaitingList noteIds={waiting} />
          </Dialog>
        </Popover>
      </DialogTrigger>
    );
  }
  const isSaved = waiting.length === 0;
  const Icon = isSaved ? CloudCheck : RefreshCw;
  return (
    <span className={`sync${isSaved ? '' : ' sync--saving'}`} role="status">
      <Icon className="icon" aria-hidden="true" />
      <span>{t(isSaved ? 'sync.saved' : 'sync.saving')}</span>
    </span>
  );
}

function WaitingList({ noteIds }: { noteIds: readonly string[] }) {
  const { store, sync } = useKeep();
  const names = noteIds.flatMap(id => store.note(id) ?? []).map(note => ({ id: note.id, name: nameOf(note) }));
  return (
    <div className="waiting-now">
      <p>{t(names.length > 0 ? 'sync.waitingText' : 'sync.offlineText')}</p>
      <ul>
        {names.map(({ id, name }) => (
          <li key={id}>{name}</li>
        ))}
      </ul>
      <button type="button" className="button button--secondary" onClick={() => sync.wake()}>
        {t('settings.retry')}
      </button>
    </div>
  );
}

function count(ids: readonly string[]): number {
  return new Set(ids).size;
}
