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

/** The whole REST API, in the order of a person's way through it. */
export const sections: readonly Section[] = [
  {
    name: 'Account',
    description: 'Signing up, and the access token that says who you are.',
    endpoints: accountEndpoints,
  },
  {
    name: 'Line',
    description:
      'A place in a concert’s line, the queue token that proves it, and how the line stands.',
    endpoints: queueEndpoints,
  },
  {
    name: 'Concerts',
    description: 'What is played when, and which seats are free.',
    endpoints: catalogEndpoints,
  },
  {
    name: 'Seats',
    description: 'Holding seats for some minutes, which are there to pay in.',
    endpoints: seatingEndpoints,
  },
  {
    name: 'Wallet',
    description: 'The money that seats are paid with, charged beforehand.',
    endpoints: walletEndpoints,
  },
  {
    name: 'Payments',
    description: 'Paying for held seats, and what has been paid.',
    endpoints: paymentEndpoints,
  },
  {
    name: 'Tickets',
    description:
      'What a door needs to check tickets without a network: the keys, and the codes that are void.',
    endpoints: ticketEndpoints,
  },
];
export const endpoints: readonly Endpoint[] = sections.flatMap((section) => section.endpoints);

const below = '/api';
/** Whether a path is answered where it stands and nowhere else. */
export const isFixed = (path: string): boolean =>
  path.startsWith(`${below}/`) || path.startsWith('/.well-known/');
const routes = [...Map.groupBy(endpoints, ({ path }) => path)].map(([path, sharing]) => ({
  pattern: new RegExp(
    `^${isFixed(path) ? '' : `(?:${below})?`}${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '([^/]+)')}$`,
  ),
  names: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
  sharing,
}));

/** What is answered at a path, and what the path's parameters say; null where nothing is. */
export function routeAt(
  at: string,
): { endpoints: Endpoint[]; parameters: Record<string, string> } | null {
  for (const { pattern, names, sharing } of routes) {
    const match = pattern.exec(at);
    if (match === null) continue;
    const [, ...values] = match;
    return {
      endpoints: sharing,
      parameters: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
    };
  }
  return null;
}
