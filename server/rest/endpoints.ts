import { accountEndpoints } from './account.ts';
import { catalogEndpoints } from './catalog.ts';
import type { Endpoint } from './endpoint.ts';
import { paymentEndpoints } from './payment.ts';
import { queueEndpoints } from './queue.ts';
import { seatingEndpoints } from './seating.ts';
import { ticketEndpoints } from './ticket.ts';
import { walletEndpoints } from './wallet.ts';

interface Section {
  name: string;
  description: string;
  endpoints: readonly Endpoint[];
}

/** Sections of the REST API, in the order of a user's calls. */
export const sections: readonly Section[] = [
  {
    name: 'Account',
    description: 'Signing up, and the access token that identifies you.',
    endpoints: accountEndpoints,
  },
  {
    name: 'Line',
    description:
      'A place in a concert’s queue, the queue token that proves it, and the state of the queue.',
    endpoints: queueEndpoints,
  },
  {
    name: 'Concerts',
    description: 'Concerts, their dates, and their free seats.',
    endpoints: catalogEndpoints,
  },
  {
    name: 'Seats',
    description: 'Holding seats for some minutes, in which you can pay.',
    endpoints: seatingEndpoints,
  },
  {
    name: 'Wallet',
    description: 'The prepaid money that pays for seats.',
    endpoints: walletEndpoints,
  },
  {
    name: 'Payments',
    description: 'Paying for held seats, and past payments.',
    endpoints: paymentEndpoints,
  },
  {
    name: 'Tickets',
    description: 'The keys and the void codes by which a door checks tickets offline.',
    endpoints: ticketEndpoints,
  },
];
export const endpoints: readonly Endpoint[] = sections.flatMap((section) => section.endpoints);

const below = '/api';
/** Returns true if a path works in only one form, either below /api or at the root. */
export const isFixed = (path: string): boolean =>
  path.startsWith(`${below}/`) || path.startsWith('/.well-known/');
const routes = [...Map.groupBy(endpoints, ({ path }) => path)].map(([path, sharing]) => ({
  pattern: new RegExp(
    `^${isFixed(path) ? '' : `(?:${below})?`}${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '([^/]+)')}$`,
  ),
  names: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
  endpoints: sharing,
}));

/** Returns null for an unknown path. */
export function routeAt(
  at: string,
): { endpoints: Endpoint[]; parameters: Record<string, string> } | null {
  for (const { pattern, names, endpoints } of routes) {
    const match = pattern.exec(at);
    if (match === null) continue;
    const [, ...values] = match;
    return {
      endpoints,
      parameters: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
    };
  }
  return null;
}
