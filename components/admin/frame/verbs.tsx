'use client';

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { usePathname, useRouter } from '../../navigation.ts';
import { type VerbName, verbPages } from './verb-names.ts';

interface Begun {
  verb: VerbName;
  /** Date that a control of a date changes; null for every other control. */
  performanceId: number | null;
}
interface Verbs {
  pending: Begun | null;
  begin: (begun: Begun | null) => void;
}
const VerbContext = createContext<Verbs>({ pending: null, begin: () => undefined });

/** Keeps a control that the search has chosen until its page shows it. */
export function VerbProvider({ children }: { children: ReactNode }) {
  const [pending, begin] = useState<Begun | null>(null);
  return <VerbContext value={{ pending, begin }}>{children}</VerbContext>;
}

/** Calls `open` when the search has chosen one of the controls `names`. */
export function useVerb<Name extends VerbName>(
  names: readonly Name[],
  open: (verb: Name, performanceId: number | null) => void,
): void {
  const { pending, begin } = useContext(VerbContext);
  useEffect(() => {
    const verb = names.find((name) => name === pending?.verb);
    if (pending === null || verb === undefined) return;
    begin(null);
    open(verb, pending.performanceId);
  });
}

/** Returns the id of the concert in the path, or null elsewhere. */
export function useConcertInPath(): number | null {
  const [, id] = /^\/admin\/concerts\/(\d+)/.exec(usePathname()) ?? [];
  return id === undefined ? null : Number(id);
}

/** Returns a function that shows the page of a control and begins the control. */
export function useBeginVerb(): (
  concertId: number,
  verb: VerbName,
  performanceId?: number,
) => void {
  const { begin } = useContext(VerbContext);
  const router = useRouter();
  const path = usePathname();
  return (concertId, verb, performanceId) => {
    const page = `/admin/concerts/${String(concertId)}${verbPages[verb]}`;
    begin({ verb, performanceId: performanceId ?? null });
    if (path !== page) router.push(page);
  };
}
