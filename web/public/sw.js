// The service worker: opens the client without the network. The build replaces VERSION and FILES. It never touches the API.
const VERSION = '__VERSION__';
const FILES = /* __FILES__ */ [];
const PREFIX = 'keep-files-';
const CACHE = PREFIX + VERSION;
const PAGE = '/index.html';

self.addEventListener('install', event => {
  event.waitUntil(store());
});

self.addEventListener('activate', event => {
  event.waitUntil(forgetOldBuilds().then(() => self.clients.claim()));
});

self.addEventListener('fetch', event => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (!pathname.startsWith('/api/')) event.respondWith(page(request));
  } else if (FILES.includes(pathname) || pathname.startsWith('/assets/')) event.respondWith(file(request));
});

self.addEventListener('message', event => {
  // Asked for by the person, after everything typed was stored.
  if (event.data === 'take-over') void self.skipWaiting();
  if (event.data === 'leave') event.waitUntil(leave());
});

/** Everything of this build, past the browser's own cache. */
async function store() {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map(path => new Request(path, { cache: 'reload' })));
}

/** The build before stays: a tab may still show it, and asks for its chunks. */
async function forgetOldBuilds() {
  const names = (await caches.keys()).filter(name => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(names.slice(0, -1).map(name => caches.delete(name)));
}

async function page(request) {
  return (await cached(PAGE)) ?? fetch(request);
}

async function file(request) {
  const { pathname } = new URL(request.url);
  return (await cached(pathname)) ?? (await caches.match(pathname)) ?? fetch(request);
}

async function cached(path) {
  return (await caches.open(CACHE)).match(path);
}

/** Takes itself and its files off this browser. */
async function leave() {
  const names = (await caches.keys()).filter(name => name.startsWith(PREFIX));
  await Promise.all(names.map(name => caches.delete(name)));
  await self.registration.unregister();
}
