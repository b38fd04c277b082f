import { Registry } from 'prom-client';

/** The metrics of this process, from all modules. */
export const registry = new Registry();
