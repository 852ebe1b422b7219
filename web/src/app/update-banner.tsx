/** Offers the new version; nothing reloads by itself. */
import { t } from '../messages/messages.ts';
import { takeUpdate, useIsUpdateReady } from './service-worker.ts';

export function UpdateBanner() {
  const isReady = useIsUpdateReady();
  if (!isReady) return null;
  return (
    <div className="banner" role="status">
      <span className="banner__text">{t('update.ready')}</span>
      <button type="button" className="button button--quiet" onClick={takeUpdate}>
        {t('update.reload')}
      </button>
    </div>
  );
}
