// Service worker of the pages below /reservations, which open with their QR codes without a network. It
// keeps the pages of one user and their files, never an answer of the API. It forgets all pages once
// the user signs out, another user signs in, or the server leads to the sign-in page.

const cacheName = 'jari-tickets';
/** Entry with the id of the user whose pages the cache has. */
const ownerPath = '/reservations/owner';
const entriesMax = 300;
const waitMsMax = 4_000;

const isPage = ({ pathname }) => /^(\/[a-z]{2})?\/reservations(\/\d+)?$/.test(pathname);
const isFile = ({ pathname }) => /^\/_next\/static\/|^\/posters\/|^\/icon\.svg$/.test(pathname);
const mayKeep = (response) => response.ok && !response.redirected && response.type === 'basic';

/**
 * Keeps a response only while the cache has an owner: an answer may arrive after the user has signed
 * out. A cache that is deleted meanwhile takes the response with it.
 */
async function keep(request, response) {
  const cache = await caches.open(cacheName);
  if ((await cache.match(ownerPath)) === undefined) return;
  await cache.put(request, response);
  // The first entry is the owner's.
  const oldest = (await cache.keys()).slice(1, -entriesMax);
  await Promise.all(oldest.map((old) => cache.delete(old)));
}

const kept = async (request) =>
  (await caches.open(cacheName)).match(request, { ignoreVary: true, ignoreSearch: true });

/** Answers a page from the network, and from the cache if the network is absent or slow. */
async function fromNetwork(event) {
  const { request } = event;
  const copy = await kept(request);
  const answer = fetch(request).then((response) => {
    // A document's redirect is opaque: the user is signed out, or has another address.
    if (response.type === 'opaqueredirect') event.waitUntil(caches.delete(cacheName));
    else if (mayKeep(response)) event.waitUntil(keep(request, response.clone()));
    return response;
  });
  if (copy === undefined) return answer;
  const slow = new Promise((resolve) => setTimeout(() => resolve(copy), waitMsMax));
  return Promise.race([answer.catch(() => copy), slow]);
}

/** Files have a hash in their names or change rarely. Pages decide which of them are kept. */
const fromCache = async ({ request }) => (await kept(request)) ?? fetch(request);

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate' && isPage(url)) event.respondWith(fromNetwork(event));
  else if (isFile(url)) event.respondWith(fromCache(event));
});

/** Empties the cache if it has the pages of another user. */
async function beginFor(owner) {
  const known = await kept(new Request(ownerPath));
  if ((await known?.text()) === owner) return;
  await caches.delete(cacheName);
  await (await caches.open(cacheName)).put(ownerPath, new Response(owner));
}

async function keepAll({ owner, paths }) {
  await beginFor(owner);
  const urls = paths.map((path) => new URL(path, self.location.origin));
  await Promise.allSettled(
    urls
      .filter((url) => url.origin === self.location.origin && (isPage(url) || isFile(url)))
      .map(async (url) => {
        const request = new Request(url, { credentials: 'same-origin' });
        if (isFile(url) && (await kept(request)) !== undefined) return;
        const response = await fetch(request);
        if (mayKeep(response)) await keep(request, response);
      }),
  );
}

self.addEventListener('message', (event) => {
  const { owner, paths } = event.data ?? {};
  if (typeof owner === 'string' && Array.isArray(paths)) event.waitUntil(keepAll({ owner, paths }));
});
