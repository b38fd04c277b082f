// A new version of the worker takes over at once. Its parts keep no state that pages rely on.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
