// Runs in the browser before anything else of ours, and makes libraries get along with the pages' content security policy.
// zod tries whether it may compile code, which the browser reports as stopped. It reads its settings here (zod/v4/core, globalConfig)
// once a page loads it: most pages do without.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

// Those that put in styles (an open dialog's, which keeps the page from scrolling) look here for the nonce that lets them. It is the
// document's own: a later answer's is not valid in it.
Object.assign(globalThis, {
  __webpack_nonce__: document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce,
});
