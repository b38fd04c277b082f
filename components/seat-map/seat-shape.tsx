import type { Seat } from './arrange.ts';

/** Appearance of a seat: its state, or `taking` or `releasing` until the server answers. */
export type Look = Seat['state'] | 'taking' | 'releasing';

const box = { x: -18, y: -18, width: 36, height: 36, rx: 9 };
const stroke = { strokeWidth: 2.5, strokeLinecap: 'round', fill: 'none' } as const;

/**
 * Draws a seat around (0, 0), 36 units wide. Each state differs in shape or glyph, not only in
 * colour.
 */
export function SeatShape({ look, number }: { look: Look; number?: number }) {
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
        <path d="M-5 -10 L-1 -6 L7 -14" className="stroke-accent-ink" {...stroke} />
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
      <SeatNumber number={number} className="fill-ink" />
    </>
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
