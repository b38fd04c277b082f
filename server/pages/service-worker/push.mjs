// Shows pushes and opens their pages. server/push/send-due.ts makes the payload {id, tag, title, body,
// path, lang}, in the person's language.

/** A repeated push has the same tag, and so replaces its notification without a second sound. */
async function show({ tag, title, body, path, lang }) {
  if (await isInSight(path)) return;
  await self.registration.showNotification(title, {
    body,
    lang,
    tag,
    icon: '/icon-192.png',
    badge: '/icon-192.png',
    data: { path },
  });
  await self.navigator.setAppBadge?.().catch(() => undefined);
}

const windows = () => self.clients.matchAll({ type: 'window', includeUncontrolled: true });

/** True if the person looks at the page, or at a later page of the same sale. */
async function isInSight(path) {
  const sale = path.replace(/\/queue$/, '');
  const open = await windows();
  return open.some(({ focused, url }) => focused && isBelow(new URL(url).pathname, sale));
}

const isBelow = (path, sale) => path === sale || path.startsWith(`${sale}/`);

/** Opens a page of this site, in its window if it has one. */
async function open(path) {
  const { origin, href, pathname } = new URL(path, self.location.origin);
  if (origin !== self.location.origin) return;
  const found = (await windows()).find(({ url }) => new URL(url).pathname === pathname);
  await (found === undefined ? self.clients.openWindow(href) : found.focus());
}

/** Subscribes again with the same key, because the browser has ended the old subscription. */
async function renew({ oldSubscription }) {
  if (!oldSubscription) return;
  const subscription = await self.registration.pushManager.subscribe(oldSubscription.options);
  await fetch('/api/push/subscribe', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(subscription),
  });
}

self.addEventListener('push', (event) => {
  if (event.data) event.waitUntil(show(event.data.json()));
});
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(
    Promise.all([
      open(event.notification.data?.path ?? '/'),
      self.navigator.clearAppBadge?.().catch(() => undefined),
    ]),
  );
});
self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event)));
