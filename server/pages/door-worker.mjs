// Service worker of the pages below /door, which open without a network after one visit. It keeps
// the pages and their files, never an answer of the API.

const cacheName = 'jari-door';
const filesMax = 300;
const waitMsMax = 4_000;

const isPage = ({ pathname }) => /^(\/[a-z]{2})?\/door(\/\d+)?$/.test(pathname);
const isFile = ({ pathname }) => /^\/_next\/static\/|^\/icon\.svg$/.test(pathname);
/** A page of another user, such as the sign-in page, arrives by a redirect. */
const mayKeep = (response) => response.ok && !response.redirected && response.type === 'basic';

async function keep(request, response) {
  const cache = await caches.open(cacheName);
  await cache.put(request, response);
  const oldest = (await cache.keys()).slice(0, -filesMax);
  await Promise.all(oldest.map((old) => cache.delete(old)));
}

const kept = async (request) =>
  (await caches.open(cacheName)).match(request, { ignoreVary: true, ignoreSearch: true });

/** Answers from the network, and from the cache if the network is absent or slow. */
async function fromNetwork(event) {
  const { request } = event;
  const copy = await kept(request);
  const answer = fetch(request).then((response) => {
    if (mayKeep(response)) event.waitUntil(keep(request, response.clone()));
    return response;
  });
  if (copy === undefined) return answer;
  const slow = new Promise((resolve) => setTimeout(() => resolve(copy), waitMsMax));
  return Promise.race([answer.catch(() => copy), slow]);
}

async function fromCache(event) {
  const copy = await kept(event.request);
  return /immutable/.test(copy?.headers.get('cache-control') ?? '') ? copy : fromNetwork(event);
}

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate' && isPage(url)) event.respondWith(fromNetwork(event));
  else if (isFile(url)) event.respondWith(fromCache(event));
});

// The first visit loads its files before this worker controls the page.
self.addEventListener('message', (event) => {
  const paths = Array.isArray(event.data?.keep) ? event.data.keep : [];
  const urls = paths.map((path) => new URL(path, self.location.origin));
  event.waitUntil(
    Promise.allSettled(
      urls
        .filter((url) => url.origin === self.location.origin && (isPage(url) || isFile(url)))
        .map(async (url) => {
          const request = new Request(url, { credentials: 'same-origin' });
          const response = await fetch(request);
          if (mayKeep(response)) await keep(request, response);
        }),
    ),
  );
});
