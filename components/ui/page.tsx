import type { ReactNode } from 'react';
import { cn } from './cn.ts';

interface PageProps {
  title: ReactNode;
  lead?: ReactNode;
  /** Forms and single cards read better on a narrow page. */
  narrow?: boolean;
  children: ReactNode;
}

export function Page({ title, lead, narrow = false, children }: PageProps) {
  return (
    <main id="content" className={cn('mx-auto w-full px-4 py-8 sm:px-6 sm:py-12', narrow ? 'max-w-xl' : 'max-w-5xl')}>
      <h1 className="text-2xl font-bold sm:text-3xl">{title}</h1>
      {lead !== undefined && <p className="mt-2 text-muted">{lead}</p>}
      <div className="mt-6 flex flex-col gap-5">{children}</div>
    </main>
  );
}
