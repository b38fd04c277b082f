// Runs in the browser before all other code of Jari, and adapts libraries to the content security
// policy. Without this setting, zod tries to compile code, and the browser reports a violation. zod
// reads the setting here (zod/v4/core, `globalConfig`) when a page loads zod; most pages do not
// load zod.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

// Libraries that insert styles read their nonce here; an open dialog, for example, inserts a style
// that stops the page from scrolling. Only the nonce of this document is valid. The nonce of a
// later response is not.
Object.assign(globalThis, {
  __webpack_nonce__: document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce,
});
