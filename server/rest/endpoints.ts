import { accountEndpoints } from './account.ts';
import { catalogEndpoints } from './catalog.ts';
import type { Endpoint } from './endpoint.ts';
import { paymentEndpoints } from './payment.ts';
import { queueEndpoints } from './queue.ts';
import { seatingEndpoints } from './seating.ts';
import { walletEndpoints } from './wallet.ts';

/** The whole REST API, in the order of a person's way through it. */
export const endpoints: readonly Endpoint[] = [
  ...accountEndpoints,
  ...queueEndpoints,
  ...catalogEndpoints,
  ...seatingEndpoints,
  ...walletEndpoints,
  ...paymentEndpoints,
];

const routes = [...Map.groupBy(endpoints, ({ path }) => path)].map(([path, sharing]) => ({
  pattern: new RegExp(`^(?:/api)?${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`),
  names: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
  sharing,
}));

/** What is answered at a path, and what the path's parameters say; null where nothing is. */
export function routeAt(at: string): { endpoints: Endpoint[]; parameters: Record<string, string> } | null {
  for (const { pattern, names, sharing } of routes) {
    const match = pattern.exec(at);
    if (match === null) continue;
    const [, ...values] = match;
    return { endpoints: sharing, parameters: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])) };
  }
  return null;
}
