export { startPage as onRouterTransitionStart } from '#components/skeleton/page-starts.ts';

// Runs in the browser before all other code of Jari. Adapts libraries to the content security
// policy. `jitless` stops zod's attempts to compile code, which the browser reports as violations.
// Sets zod's `globalConfig` (zod/v4/core) without an import, because most pages do not load zod.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
