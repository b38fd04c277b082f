'use client';

import { useTranslations } from 'next-intl';
import { cn } from '../ui/cn.ts';
import { type Block, blocksOf, type Seat } from './arrange.ts';
import {
  type SeatsShown,
  seatElementId,
  showReached,
  useBlockName,
  useKindName,
  useSeatName,
} from './seat-name.ts';
import { type Look, SeatShape } from './seat-shape.tsx';

/** Lists the seats by block, as an alternative to the seat map. */
export function SeatList({ seats, ...rest }: SeatsShown) {
  return (
    <div className="flex flex-col gap-6">
      {blocksOf(seats).map((block, at) => (
        <BlockList key={at} id={`block-${at}`} block={block} {...rest} />
      ))}
    </div>
  );
}

function BlockList({
  id,
  block: { grades, rows },
  lookOf,
  onPress,
  stale,
}: Omit<SeatsShown, 'seats'> & { id: string; block: Block }) {
  const blockName = useBlockName();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-2 font-bold">
        {blockName(grades)}
      </h2>
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-3">
        {rows.flat().map(({ seat }) => (
          <li key={seat.seat}>
            <SeatInList seat={seat} look={lookOf(seat)} onPress={onPress} stale={stale} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface SeatInListProps {
  seat: Seat;
  look: Look;
  onPress: (seat: Seat) => void;
  stale: boolean;
}

function SeatInList({ seat, look, onPress, stale }: SeatInListProps) {
  const t = useTranslations('seating');
  const seatName = useSeatName();
  const kindName = useKindName();
  const open = !stale && (look === 'available' || look === 'mine');
  return (
    <button
      type="button"
      id={seatElementId(seat.seat)}
      aria-pressed={look === 'mine' || look === 'taking'}
      aria-disabled={!open}
      onClick={() => onPress(seat)}
      onFocus={(event) => showReached(event.currentTarget)}
      className={cn(
        'flex min-h-12 w-full items-center gap-2 rounded-xl border border-line bg-surface px-2.5 py-1 text-left',
        open && 'hover:border-accent hover:bg-raised',
        look === 'mine' && 'border-accent bg-accent-soft',
        !open && 'cursor-not-allowed text-muted',
      )}
    >
      <svg viewBox="-20 -20 40 40" className="size-7 shrink-0" aria-hidden>
        <SeatShape look={look} kind={seat.kind} />
      </svg>
      <span className="sr-only">{seatName(seat, look)}</span>
      {/* On a narrow button, the state wraps below the seat number. */}
      <span
        aria-hidden
        className="flex min-w-0 flex-1 flex-wrap items-baseline justify-between gap-x-2"
      >
        <span className="font-semibold whitespace-nowrap">{t('number', { seat: seat.seat })}</span>
        <span className="text-sm">{kindName(seat)}</span>
        <span className="text-sm">{t(`state.${look}`)}</span>
      </span>
    </button>
  );
}
