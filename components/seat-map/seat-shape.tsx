import { gradeLook } from '../catalog/grade-colours.ts';
import type { Seat } from './arrange.ts';

/** Appearance of a seat: its state, or `taking` or `releasing` until the server answers. */
export type Look = Seat['state'] | 'taking' | 'releasing';

/** A sold seat whose ticket is void has its own shape, which only staff see. */
export type Shape = Look | 'void';

const box = { x: -19, y: -19, width: 38, height: 38, rx: 11 };
const inner = { x: -15, y: -15, width: 30, height: 30, rx: 8 };
const stroke = { strokeWidth: 2.5, strokeLinecap: 'round', fill: 'none' } as const;

interface SeatShapeProps {
  look: Shape;
  /** Without a number, the seat shows only its state. */
  number?: number | undefined;
  kind?: Seat['kind'];
  /** Rank of the grade by price, from 0. Without a rank, a free seat has only an outline. */
  rank?: number | undefined;
}

/**
 * Draws a seat around (0, 0), 38 units wide. Each state differs in shape or glyph, not only in
 * colour. A seat that the user can have shows the symbol of its kind.
 */
export function SeatShape({ look, number, kind = 'STANDARD', rank }: SeatShapeProps) {
  if (look === 'held' || look === 'sold' || look === 'void' || look === 'blocked')
    return <Closed look={look} number={number} />;
  if (look === 'mine') return <Mine number={number} kind={kind} />;
  if (look === 'available' && rank !== undefined)
    return <Free number={number} kind={kind} rank={rank} />;
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

/** Boxes and glyphs of the seats that nobody can have. */
const closed = {
  held: {
    box: { className: 'fill-surface stroke-muted', strokeWidth: 2, strokeDasharray: '5 4' },
    glyph: { d: 'M0 -8 V1 L6 5', className: 'stroke-muted' },
  },
  sold: {
    box: { className: 'fill-sold' },
    glyph: { d: 'M-6 -6 L6 6 M6 -6 L-6 6', className: 'stroke-sold-mark' },
  },
  void: {
    box: { className: 'fill-sold stroke-danger', strokeWidth: 2 },
    glyph: { d: 'M0 -8 A8 8 0 1 0 0 8 A8 8 0 1 0 0 -8 M-5 5 L5 -5', className: 'stroke-danger' },
  },
  blocked: {
    box: { className: 'fill-canvas stroke-muted', strokeWidth: 2 },
    glyph: { d: 'M-12 12 L12 -12', className: 'stroke-muted' },
  },
};

/** A number moves the glyph up and makes it smaller. */
function Closed({ look, number }: { look: keyof typeof closed } & Pick<SeatShapeProps, 'number'>) {
  const { box: around, glyph } = closed[look];
  return (
    <>
      <rect {...box} {...around} />
      <path
        {...stroke}
        {...glyph}
        {...(number !== undefined && { transform: 'translate(0 -9) scale(0.7)' })}
      />
      <SeatNumber number={number} className="fill-muted" low />
    </>
  );
}

interface SeatProps extends Pick<SeatShapeProps, 'number'> {
  kind: Seat['kind'];
}

/** A chosen seat has a ring and a check, which make room for a number or a symbol. */
function Mine({ number, kind }: SeatProps) {
  return (
    <>
      <rect {...box} className="fill-surface stroke-ink" strokeWidth={3} />
      <rect {...inner} className="fill-ink" />
      {kind === 'STANDARD' ? (
        <path
          d={number === undefined ? 'M-7 0 L-2 5 L7 -5' : 'M-5 -7 L-1 -4 L6 -11'}
          className="stroke-surface"
          {...stroke}
          strokeWidth={number === undefined ? 3.5 : 2.5}
        />
      ) : (
        <KindSymbol kind={kind} className="stroke-surface" isLow={number === undefined} />
      )}
      <SeatNumber number={number} className="fill-surface" low />
    </>
  );
}

function Free({ number, kind, rank }: SeatProps & { rank: number }) {
  const { fill, isStriped } = gradeLook(rank);
  return (
    <>
      <rect {...box} className={fill} />
      {isStriped && (
        <path
          d="M-18 -8 L-8 -18 M-18 -2 L-2 -18 M18 8 L8 18 M18 2 L2 18"
          className="stroke-grade-ink"
          strokeWidth={2}
        />
      )}
      <KindSymbol kind={kind} className="stroke-grade-ink" />
      <SeatNumber number={number} className="fill-grade-ink" low={kind !== 'STANDARD'} />
    </>
  );
}

/** Paths of the symbols: a wheelchair, two people, and a crossed-out eye. */
const symbols: Partial<Record<Seat['kind'], string>> = {
  WHEELCHAIR: 'M-2 -14 V-8 H3 L5 -4 M-3 -9 A4 4 0 1 0 3 -4',
  COMPANION: 'M-5 -13 h.1 M5 -13 h.1 M-8 -4 Q-5 -12 -2 -4 M2 -4 Q5 -12 8 -4',
  RESTRICTED: 'M-8 -9 Q0 -16 8 -9 Q0 -2 -8 -9 Z M-6 -3 L6 -15',
};

/** Draws the symbol of a kind above the seat's number, or in the seat's middle. */
function KindSymbol({
  kind,
  className,
  isLow = false,
}: {
  kind: Seat['kind'];
  className: string;
  isLow?: boolean;
}) {
  const path = symbols[kind];
  return path === undefined ? null : (
    <path
      d={path}
      className={className}
      {...stroke}
      strokeWidth={2}
      {...(isLow && { transform: 'translate(0 9)' })}
    />
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
  if (number === undefined) return null;
  return (
    <text
      aria-hidden
      y={low ? 13 : 6}
      textAnchor="middle"
      fontSize={low ? 14 : 17}
      fontWeight={700}
      className={className}
    >
      {number}
    </text>
  );
}
