// Runs in the browser before anything else of ours, and makes libraries get along with the pages' content security policy.
import { config } from 'zod';

// It would try whether it may compile code, which the browser reports as stopped.
config({ jitless: true });

// Those that put in styles (an open dialog's, which keeps the page from scrolling) look here for the nonce that lets them. It is the
// document's own: a later answer's is not valid in it.
Object.assign(globalThis, { __webpack_nonce__: document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce });
