import { WifiOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '../ui/cn.ts';

export function Fresh({ stale, children }: { stale: boolean; children: ReactNode }) {
  const t = useTranslations('seating.map');
  return (
    <div>
      {/* The sticky box has no height, so that the notice does not move the seats. */}
      <div className="pointer-events-none sticky top-16 z-10 flex h-0 justify-center">
        <p
          role="status"
          className={cn(
            stale
              ? 'mt-3 flex h-fit items-center gap-2 rounded-full border border-line bg-surface px-4 py-2 font-semibold'
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
      </div>
      <div className={cn(stale && 'grayscale [&_svg]:opacity-50')}>{children}</div>
    </div>
  );
}
