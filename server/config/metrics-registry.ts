import { Registry } from 'prom-client';

/** Metrics of all modules, which GET /api/metrics returns. */
export const registry = new Registry();
