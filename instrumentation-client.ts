// Runs in the browser before all other code of Jari. Adapts libraries to the content security
// policy. `jitless` stops zod's attempts to compile code, which the browser reports as violations.
// Sets zod's `globalConfig` (zod/v4/core) without an import, because most pages do not load zod.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

// Libraries read this nonce for styles that they insert, such as the style that stops scrolling
// behind a dialog. Only the nonce of this document is valid; the browser ignores the nonces of
// later responses.
Object.assign(globalThis, {
  __webpack_nonce__: document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce,
});
