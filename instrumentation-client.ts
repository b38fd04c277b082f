// Runs in the browser before all other code of Jari, and adapts libraries to the content security
// policy. `jitless` keeps zod from trying to compile code, which the browser reports as a
// violation. A page that loads zod reads the setting here (zod/v4/core, `globalConfig`); most pages
// do not load zod.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

// Libraries that insert styles read their nonce here; an open dialog, for example, inserts a style
// that stops the page from scrolling. Only the nonce of this document is valid, not the nonce of a
// later response.
Object.assign(globalThis, {
  __webpack_nonce__: document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce,
});
