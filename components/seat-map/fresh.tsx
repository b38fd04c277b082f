import { WifiOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '../ui/cn.ts';

/** Greys seats that may have changed since, and says so. */
export function Fresh({ stale, children }: { stale: boolean; children: ReactNode }) {
  const t = useTranslations('seating.map');
  return (
    <div className="relative">
      <p
        role="status"
        className={cn(
          stale
            ? 'pointer-events-none absolute inset-x-0 top-3 z-10 mx-auto flex w-fit items-center gap-2 rounded-full border border-line bg-surface px-4 py-2 font-semibold'
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
      <div className={cn(stale && 'grayscale [&_svg]:opacity-50')}>{children}</div>
    </div>
  );
}
