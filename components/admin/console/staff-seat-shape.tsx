import type { AdminSeat } from '../seat-words.ts';

const box = { x: -18, y: -18, width: 36, height: 36, rx: 9 };

const looks: Record<AdminSeat['state'], { shape: string; text: string }> = {
  available: { shape: 'fill-surface stroke-edge', text: 'fill-ink' },
  held: { shape: 'fill-warning-soft stroke-warning', text: 'fill-warning' },
  sold: { shape: 'fill-success stroke-success', text: 'fill-surface' },
  blocked: { shape: 'fill-danger-soft stroke-danger', text: 'fill-danger' },
};

/**
 * Draws a seat around (0, 0), 36 units wide, with its number. Each state has its own shape: an
 * outline, a dashed circle, a filled box, or a crossed-out box. A void ticket is crossed out, too.
 */
export function StaffSeatShape({
  state,
  number,
  isVoid = false,
}: {
  state: AdminSeat['state'];
  number?: number;
  isVoid?: boolean;
}) {
  const { shape, text } = looks[state];
  return (
    <>
      {state === 'held' ? (
        <circle r={18} strokeWidth={2.5} strokeDasharray="5 3" className={shape} />
      ) : (
        <rect {...box} strokeWidth={2} className={shape} />
      )}
      {(state === 'blocked' || isVoid) && (
        <path
          d="M-18 18 L18 -18"
          strokeWidth={2}
          className={isVoid ? 'stroke-surface' : 'stroke-danger'}
        />
      )}
      <text aria-hidden y={6} textAnchor="middle" fontSize={16} fontWeight={700} className={text}>
        {number}
      </text>
    </>
  );
}
