import type { Seat } from './arrange.ts';
import { useKindName } from './seat-name.ts';
import { SeatShape } from './seat-shape.tsx';

const kinds = ['WHEELCHAIR', 'COMPANION', 'RESTRICTED'] as const;

/** Lists the symbols of the kinds that these seats have. */
export function Kinds({ seats, className }: { seats: Seat[]; className: string }) {
  const kindName = useKindName();
  return kinds
    .filter((kind) => seats.some((seat) => seat.kind === kind))
    .map((kind) => (
      <li key={kind} className="flex shrink-0 items-center gap-1.5 whitespace-nowrap">
        <svg viewBox="-22 -22 44 44" className={className} aria-hidden>
          <SeatShape look="available" kind={kind} rank={0} />
        </svg>
        {kindName({ kind, companionOf: null })}
      </li>
    ));
}
