import { Registry } from 'prom-client';

/** The metrics of this process, whichever module counts them. */
export const registry = new Registry();
