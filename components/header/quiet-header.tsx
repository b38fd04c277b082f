import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from '../navigation.ts';
import { Heading } from '../ui/heading.tsx';

interface QuietHeaderProps {
  /** Path of the page before the sale. */
  back: string;
  backName: string;
  title: string;
  /** One line below the title. */
  lead?: ReactNode;
  /** State at the right, such as a clock. */
  children?: ReactNode;
}

/**
 * Header of a page in the sale, 56 px high. The style sheet hides the site's own header, because
 * nothing in a sale should lead away.
 */
export function QuietHeader({ back, backName, title, lead, children }: QuietHeaderProps) {
  return (
    <header
      data-quiet-header
      className="z-20 border-b border-line bg-surface tall:sticky tall:top-0"
    >
      <div className="mx-auto flex min-h-14 max-w-5xl items-center gap-1 pr-4 pl-1 sm:pl-3">
        <Link
          href={back}
          prefetch={false}
          aria-label={backName}
          className="flex size-11 shrink-0 items-center justify-center rounded-xl hover:bg-raised"
        >
          <ChevronLeft aria-hidden className="size-6" />
        </Link>
        <div className="min-w-0 flex-1">
          <Heading focused={false} className="truncate text-lg leading-6 sm:text-lg">
            {title}
          </Heading>
          {lead !== undefined && <p className="truncate text-sm leading-5 text-muted">{lead}</p>}
        </div>
        {children}
      </div>
    </header>
  );
}
