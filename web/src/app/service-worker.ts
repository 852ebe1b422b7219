/** Lets the client open without the network, and offers a new version when one is ready. */
import { useSyncExternalStore } from 'react';
import { Subscribers } from '../data/subscribers.ts';

const RELOADED = 'keep.reloaded-for-chunk';

const subscribers = new Subscribers();
let waiting: ServiceWorker | null = null;

/** Does nothing on plain http, where browsers have no service workers. */
export async function startServiceWorker(): Promise<void> {
  reloadForMissingChunks();
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  if (!serviceWorker || import.meta.env.DEV) return;
  const hadController = serviceWorker.controller !== null;
  // The new version has taken over, in this tab or another: all of them load it.
  serviceWorker.addEventListener('controllerchange', () => hadController && location.reload());
  const registration = await serviceWorker.register('/sw.js');
  offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed' && serviceWorker.controller) offer(installing);
    });
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void registration.update().catch(() => undefined);
  });
}

/** Whether a new version waits. */
export function useIsUpdateReady(): boolean {
  return useSyncExternalStore(subscribers.subscribe, () => waiting !== null);
}

/** Everything typed is in the store already: the new version may take over, and every tab loads it. */
export function takeUpdate(): void {
  waiting?.postMessage('take-over');
}

function offer(worker: ServiceWorker | null): void {
  waiting = worker;
  subscribers.notify();
}

/** A chunk of the build before is not there any more: the new build is loaded, once, and only where there is a network. */
function reloadForMissingChunks(): void {
  addEventListener('vite:preloadError', event => {
    if (!navigator.onLine || sessionStorage.getItem(RELOADED) !== null) return;
    event.preventDefault();
    sessionStorage.setItem(RELOADED, 'true');
    location.reload();
  });
  addEventListener('load', () => setTimeout(() => sessionStorage.removeItem(RELOADED), 10_000));
}
