import type { ReactNode } from 'react';
import { Heading } from '../../ui/heading.tsx';

/** A page of a concert below its bar, whose tab is the visible title. */
export function ConsolePage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main id="content" className="flex flex-col gap-4 p-4 lg:p-5">
      <div className="sr-only">
        <Heading focused={false}>{title}</Heading>
      </div>
      {children}
    </main>
  );
}
