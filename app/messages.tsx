import 'server-only';
import type { Messages } from 'next-intl';
import { getMessages } from 'next-intl/server';
import type { ReactNode } from 'react';
import { MoreMessages } from '#components/more-messages.tsx';

type Namespace = keyof Messages;

/** Messages of the header and of the public pages, which `app/layout.tsx` sends with every page. */
const everywhere: Namespace[] = ['account', 'catalog', 'common', 'errors', 'site'];
/** Messages of the pages that a user sees from a turn on. */
const sale: Namespace[] = ['checkout', 'queue', 'seating', 'tickets', 'wallet'];

async function messagesOf(names: Namespace[]): Promise<Partial<Messages>> {
  const all = await getMessages();
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

export const commonMessages = () => messagesOf(everywhere);

interface WithMessagesProps {
  names?: Namespace[];
  children: ReactNode;
}

/** Adds messages that `app/layout.tsx` omits to a part of the site: by default those of a sale. */
export async function WithMessages({ names = sale, children }: WithMessagesProps) {
  return <MoreMessages messages={await messagesOf(names)}>{children}</MoreMessages>;
}
