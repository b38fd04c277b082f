import { WifiOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '../ui/cn.ts';

interface FreshProps {
  stale: boolean;
  className?: string;
  children: ReactNode;
}

/** Greys the seats while they may be outdated. */
export function Fresh({ stale, className, children }: FreshProps) {
  const t = useTranslations('seating.map');
  return (
    <div className={cn('relative', className)}>
      <p
        role="status"
        className={cn(
          stale
            ? 'pointer-events-none absolute top-3 left-1/2 z-10 flex w-max -translate-x-1/2 items-center gap-2 rounded-full border border-line bg-surface px-4 py-2 font-semibold'
            : 'sr-only',
        )}
      >
        {stale && (
          <>
            <WifiOff aria-hidden className="size-4 shrink-0 text-warning" />
            {t('stale')}
          </>
        )}
      </p>
      <div className={cn('h-full', stale && 'grayscale [&_svg]:opacity-50')}>{children}</div>
    </div>
  );
}
