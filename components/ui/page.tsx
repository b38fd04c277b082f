import type { ReactNode } from 'react';
import { cn } from './cn.ts';
import { Heading } from './heading.tsx';

interface PageProps {
  title: ReactNode;
  lead?: ReactNode;
  /** True for forms and single cards, which are easier to read on a narrow page. */
  narrow?: boolean;
  /** True if the title takes the focus, because the page replaces visible content. */
  focused?: boolean;
  children: ReactNode;
}

export function Page({ title, lead, narrow = false, focused = false, children }: PageProps) {
  return (
    <main
      id="content"
      className={cn('mx-auto w-full px-4 py-8 sm:px-6 sm:py-12', narrow ? 'max-w-xl' : 'max-w-6xl')}
    >
      <Heading focused={focused}>{title}</Heading>
      {lead !== undefined && <p className="mt-2 text-muted">{lead}</p>}
      <div className="mt-6 flex flex-col gap-5">{children}</div>
    </main>
  );
}
