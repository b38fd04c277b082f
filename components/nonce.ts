// Libraries that put in styles (an open dialog's, which keeps the page from scrolling) look here for the nonce that lets them. It is
// the document's own: a later answer's is not valid in it.
if (typeof document !== 'undefined')
  Object.assign(globalThis, { __webpack_nonce__: document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce });
