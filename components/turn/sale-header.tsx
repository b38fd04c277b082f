import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from '../navigation.ts';
import { Heading } from '../ui/heading.tsx';

export interface SaleHeaderProps {
  /** Page before this one. */
  back: { href: string; label: string };
  /** Name of the page for screen readers, before the visible title. */
  name?: string | undefined;
  title: ReactNode;
  /** Line below the title. */
  about?: ReactNode;
  /** Clock and menu on the right. */
  aside: ReactNode;
  /** Rows below the title. */
  children?: ReactNode;
}

/**
 * Header of every page from the waiting room to the payment, with a row of 56 px. The style sheet
 * hides the site's own header, because nothing in a sale should lead away.
 */
export function SaleHeader({ back, name, title, about, aside, children }: SaleHeaderProps) {
  return (
    <header
      data-sale-header
      className="relative z-20 border-b border-line bg-surface tall:sticky tall:top-0"
    >
      {/* With large text, the clock has a row of its own. */}
      <div className="flex min-h-14 flex-wrap items-center justify-end gap-1 pr-3 pl-1 tall:h-14 tall:flex-nowrap short:h-14 short:flex-nowrap">
        <Link
          href={back.href}
          prefetch={false}
          aria-label={back.label}
          className="flex size-11 shrink-0 items-center justify-center rounded-xl hover:bg-raised"
        >
          <ChevronLeft aria-hidden className="size-6" />
        </Link>
        {/* The controls of the header precede the title, at which a page begins, so that the next
            tab stop is in the content. */}
        <div className="order-last flex shrink-0 items-center gap-1">{aside}</div>
        <div className="flex min-w-0 flex-1 basis-24 flex-col-reverse">
          {about}
          <Heading focused={false} className="truncate text-base leading-snug sm:text-lg">
            {name !== undefined && <span className="sr-only">{`${name} · `}</span>}
            {title}
          </Heading>
        </div>
      </div>
      {children}
    </header>
  );
}
