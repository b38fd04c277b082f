'use client';

import { CircleHelp, LayoutGrid, List, type LucideIcon, WifiOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import { cn } from '../ui/cn.ts';
import { blocksOf, type Seat } from './arrange.ts';
import { isLarge } from './fit.ts';
import { SeatList } from './seat-list.tsx';
import { SeatMap } from './seat-map.tsx';
import type { SeatsShown } from './seat-name.ts';
import type { Zoom } from './use-zoom.ts';
import { ZoomTools } from './zoom-tools.tsx';

// Loads the sheet when it opens, because its code is larger than the button's.
const Legend = dynamic(async () => (await import('./legend.tsx')).Legend);

export type View = 'map' | 'list';
/** Place of the seats on the page: below the grades, or at the left. */
const cell = 'col-start-1 row-start-2 side:row-span-3 side:row-start-1';

const needsTools = (seats: Seat[], zoom: Zoom) => !zoom.isWhole || isLarge(blocksOf(seats));

interface SeatViewProps extends SeatsShown {
  view: View;
  onView: (view: View) => void;
  /** Grade that the user looks for; null means all grades. */
  grade: string | null;
  zoom: Zoom;
}

/** Shows the seats as a map or as a list. The first button leads from one to the other. */
export function SeatView({ view, onView, grade, zoom, ...shown }: SeatViewProps) {
  const t = useTranslations('seating.map');
  const [isMagnified, setMagnified] = useState(false);
  const { seats } = shown;
  const isMap = view === 'map';
  const inList = grade === null ? seats : seats.filter((seat) => seat.grade === grade);
  return (
    <Fresh stale={shown.stale} className={cn('min-h-0 min-w-0', cell)}>
      <CornerButton
        Icon={isMap ? List : LayoutGrid}
        text={t(isMap ? 'listView' : 'mapView')}
        name={t(isMap ? 'toList' : 'toMap')}
        className="left-2"
        onPress={() => onView(isMap ? 'list' : 'map')}
      />
      <p role="status" className="sr-only">
        {isMagnified && t('magnified')}
      </p>
      {isMap ? (
        <SeatMap
          {...shown}
          {...{ zoom, grade }}
          onMagnified={() => setMagnified(true)}
          className={cn(
            // Leaves room for messages and tools below the seats.
            'h-[70dvh] tall:h-[calc(100%-5.5rem)] tall:squat:h-[calc(100%-2rem)] side:h-full',
            needsTools(seats, zoom) &&
              'tall:squat:h-[calc(100%-3.5rem)] side:h-[calc(100%-3.5rem)]',
          )}
        />
      ) : (
        <div className="h-full overflow-y-auto px-4 pt-16 pb-6">
          <SeatList {...shown} seats={inList} />
        </div>
      )}
    </Fresh>
  );
}

interface ViewToolsProps {
  view: View;
  seats: Seat[];
  orphanRule: boolean;
  zoom: Zoom;
}

/** Floats over the seats, but follows the button to pay in the tab order. */
export function ViewTools({ view, seats, orphanRule, zoom }: ViewToolsProps) {
  const t = useTranslations('seating.map');
  const [isExplained, setExplained] = useState(false);
  return (
    <div className={cn('pointer-events-none relative', cell)}>
      <CornerButton
        Icon={CircleHelp}
        text={t('help')}
        name={t('legend')}
        className="right-2"
        onPress={() => setExplained(true)}
      />
      {view === 'map' && needsTools(seats, zoom) && (
        <ZoomTools zoom={zoom} className="pointer-events-auto absolute right-2 bottom-2" />
      )}
      {isExplained && (
        <Legend seats={seats} orphanRule={orphanRule} onClose={() => setExplained(false)} />
      )}
    </div>
  );
}

interface CornerButtonProps {
  Icon: LucideIcon;
  text: string;
  /** Accessible name, which contains the text. */
  name: string;
  className: string;
  onPress: () => void;
}

function CornerButton({ Icon, text, name, className, onPress }: CornerButtonProps) {
  return (
    <button
      type="button"
      onClick={onPress}
      className={cn(
        'pointer-events-auto absolute top-1 z-10 flex min-h-11 items-center gap-1 rounded-xl px-2 text-sm font-semibold text-muted hover:bg-raised',
        className,
      )}
    >
      <Icon aria-hidden className="size-4" />
      <span aria-hidden>{text}</span>
      <span className="sr-only">{name}</span>
    </button>
  );
}

interface FreshProps {
  stale: boolean;
  className?: string;
  children: ReactNode;
}

/** Greys the seats while they may be outdated. */
function Fresh({ stale, className, children }: FreshProps) {
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
