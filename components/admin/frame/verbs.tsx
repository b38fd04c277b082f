'use client';

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { usePathname, useRouter } from '../../navigation.ts';

/** Controls that the search can begin, with the page that has them. */
export const verbPages = {
  pause: '',
  capacity: '',
  ratePerMinute: '',
  message: '',
  admit: '',
  remove: '',
  refund: '/bookings',
  release: '/seats',
  block: '/seats',
  unblock: '/seats',
  void: '/seats',
} as const;
export type VerbName = keyof typeof verbPages;
export const verbNames = Object.keys(verbPages) as VerbName[];

interface Verbs {
  pending: VerbName | null;
  begin: (verb: VerbName | null) => void;
}
const VerbContext = createContext<Verbs>({ pending: null, begin: () => undefined });

/** Keeps a control that the search has chosen until its page shows it. */
export function VerbProvider({ children }: { children: ReactNode }) {
  const [pending, begin] = useState<VerbName | null>(null);
  return <VerbContext value={{ pending, begin }}>{children}</VerbContext>;
}

/** Calls `open` when the search has chosen one of the controls `names`. */
export function useVerb(names: readonly VerbName[], open: (verb: VerbName) => void): void {
  const { pending, begin } = useContext(VerbContext);
  useEffect(() => {
    if (pending === null || !names.includes(pending)) return;
    begin(null);
    open(pending);
  });
}

/** Returns the id of the concert in the path, or null elsewhere. */
export function useConcertInPath(): number | null {
  const [, id] = /^\/admin\/concerts\/(\d+)/.exec(usePathname()) ?? [];
  return id === undefined ? null : Number(id);
}

/** Returns a function that shows the page of a control and begins the control. */
export function useBeginVerb(): (concertId: number, verb: VerbName) => void {
  const { begin } = useContext(VerbContext);
  const router = useRouter();
  const path = usePathname();
  return (concertId, verb) => {
    const page = `/admin/concerts/${String(concertId)}${verbPages[verb]}`;
    begin(verb);
    if (path !== page) router.push(page);
  };
}
