import { useTranslations } from 'next-intl';
import type { Seat } from './arrange.ts';
import { useKindName } from './seat-name.ts';
import { SeatShape } from './seat-shape.tsx';

const states = ['available', 'mine', 'held', 'sold', 'blocked'] as const;
const kinds = ['WHEELCHAIR', 'COMPANION', 'RESTRICTED'] as const;

/** Explains the states, and the kinds that these seats have. */
export function Legend({ seats }: { seats: Seat[] }) {
  const t = useTranslations('seating');
  const kindName = useKindName();
  return (
    <ul aria-label={t('map.legend')} className="flex flex-wrap gap-x-4 gap-y-2 text-sm">
      {states.map((state) => (
        <li key={state} className="flex items-center gap-1.5">
          <svg viewBox="-20 -20 40 40" className="size-6" aria-hidden>
            <SeatShape look={state} />
          </svg>
          {t(`state.${state}`)}
        </li>
      ))}
      {kinds
        .filter((kind) => seats.some((seat) => seat.kind === kind))
        .map((kind) => (
          <li key={kind} className="flex items-center gap-1.5">
            <svg viewBox="-20 -20 40 40" className="size-6" aria-hidden>
              <SeatShape look="available" kind={kind} />
            </svg>
            {kindName({ kind, companionOf: null })}
          </li>
        ))}
    </ul>
  );
}
