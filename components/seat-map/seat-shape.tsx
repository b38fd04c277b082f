import type { Seat } from './arrange.ts';

/** Appearance of a seat: its state, or `taking` or `releasing` until the server answers. */
export type Look = Seat['state'] | 'taking' | 'releasing';

const box = { x: -18, y: -18, width: 36, height: 36, rx: 9 };
const stroke = { strokeWidth: 2.5, strokeLinecap: 'round', fill: 'none' } as const;

/**
 * Draws a seat around (0, 0), 36 units wide. Each state differs in shape or glyph, not only in
 * colour. A seat that the user can have shows the symbol of its kind.
 */
export function SeatShape({
  look,
  number,
  kind = 'STANDARD',
}: {
  look: Look;
  number?: number;
  kind?: Seat['kind'];
}) {
  if (look === 'held')
    return (
      <>
        <circle r={17} className="fill-raised stroke-muted" strokeWidth={2} strokeDasharray="5 4" />
        <path d="M0 -8 V1 L6 5" className="stroke-muted" {...stroke} />
      </>
    );
  if (look === 'sold')
    return (
      <>
        <rect {...box} className="fill-muted stroke-muted" strokeWidth={2} />
        <path d="M-7 -7 L7 7 M7 -7 L-7 7" className="stroke-surface" {...stroke} />
      </>
    );
  if (look === 'blocked')
    return (
      <>
        <rect {...box} className="fill-canvas stroke-muted" strokeWidth={2} />
        <path d="M-12 12 L12 -12" className="stroke-muted" {...stroke} />
      </>
    );
  if (look === 'mine')
    return (
      <>
        <rect {...box} className="fill-accent stroke-accent" strokeWidth={2} />
        {kind === 'STANDARD' ? (
          <path d="M-5 -10 L-1 -6 L7 -14" className="stroke-accent-ink" {...stroke} />
        ) : (
          <KindSymbol kind={kind} className="stroke-accent-ink" />
        )}
        <SeatNumber number={number} className="fill-accent-ink" low />
      </>
    );
  return (
    <>
      <rect
        {...box}
        className={
          look === 'available' ? 'fill-surface stroke-accent' : 'fill-accent-soft stroke-accent'
        }
        strokeWidth={2}
        {...(look !== 'available' && { strokeDasharray: '2 4' })}
      />
      <KindSymbol kind={kind} className="stroke-ink" />
      <SeatNumber number={number} className="fill-ink" low={kind !== 'STANDARD'} />
    </>
  );
}

/** Paths of the symbols: a wheelchair, two people, and a crossed-out eye. */
const symbols: Partial<Record<Seat['kind'], string>> = {
  WHEELCHAIR: 'M-2 -14 V-8 H3 L5 -4 M-3 -9 A4 4 0 1 0 3 -4',
  COMPANION: 'M-5 -13 h.1 M5 -13 h.1 M-8 -4 Q-5 -12 -2 -4 M2 -4 Q5 -12 8 -4',
  RESTRICTED: 'M-8 -9 Q0 -16 8 -9 Q0 -2 -8 -9 Z M-6 -3 L6 -15',
};

/** Draws the symbol of a kind above the seat's number. */
function KindSymbol({ kind, className }: { kind: Seat['kind']; className: string }) {
  const path = symbols[kind];
  return path === undefined ? null : (
    <path d={path} className={className} {...stroke} strokeWidth={2} />
  );
}

function SeatNumber({
  number,
  className,
  low = false,
}: {
  number: number | undefined;
  className: string;
  low?: boolean;
}) {
  return (
    <text
      aria-hidden
      y={low ? 12 : 6}
      textAnchor="middle"
      fontSize={16}
      fontWeight={700}
      className={className}
    >
      {number}
    </text>
  );
}
