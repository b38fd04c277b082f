const rows = [0, 1, 2, 3, 4, 5];
const goldenAngle = 137.5;
const seenDown = 74; // Largest y coordinate visible in a wide, low picture.

/**
 * Positions the seats of a row in an arc around the stage. Each row has two more seats than the row
 * in front.
 */
function seatsOf(row: number): { x: number; y: number }[] {
  const count = 9 + row * 2;
  const radius = 92 + row * 17;
  return Array.from({ length: count }, (_, at) => {
    const angle = Math.PI * (0.18 + (0.64 * at) / (count - 1));
    return {
      x: Math.round(160 - radius * Math.cos(angle)),
      y: Math.round(radius * Math.sin(angle) - 8),
    };
  });
}

const seats = rows.flatMap(seatsOf);
const inSight = seats.filter(({ y }) => y <= seenDown);
/** Path of all 84 seats, whose round line caps appear as dots. */
const dots = seats.map(({ x, y }) => `M${x} ${y}h0`).join('');

/** The concert's id determines colours, light and the highlighted seat. */
export function Poster({ concertId, className }: { concertId: number; className?: string }) {
  const hue = Math.round((225 + concertId * goldenAngle) % 360);
  const id = `poster-${String(concertId)}`;
  const yours = inSight[(concertId * 29 + 20) % inSight.length];
  return (
    <svg
      viewBox="0 0 320 180"
      preserveAspectRatio="xMidYMin slice"
      aria-hidden
      className={className}
    >
      <defs>
        <linearGradient id={`${id}-night`} x1="0" y1="0" x2="1" y2="1">
          <stop offset="0" stopColor={`hsl(${hue} 62% 34%)`} />
          <stop offset="1" stopColor={`hsl(${(hue + 48) % 360} 58% 17%)`} />
        </linearGradient>
        <radialGradient id={`${id}-light`}>
          <stop offset="0" stopColor={`hsl(${(hue + 30) % 360} 95% 84%)`} stopOpacity="0.9" />
          <stop offset="1" stopColor={`hsl(${hue} 80% 60%)`} stopOpacity="0" />
        </radialGradient>
      </defs>
      <rect width="320" height="180" fill={`url(#${id}-night)`} />
      <ellipse
        cx="160"
        cy="0"
        rx={150 + ((concertId * 17) % 50)}
        ry="120"
        fill={`url(#${id}-light)`}
      />
      <ellipse cx="160" cy="-6" rx="74" ry="44" fill={`hsl(${(hue + 30) % 360} 90% 92%)`} />
      <path d={dots} stroke="#fff" strokeWidth="6.8" strokeLinecap="round" opacity="0.5" />
      {yours !== undefined && (
        <circle cx={yours.x} cy={yours.y} r="6" fill={`hsl(${(hue + 180) % 360} 95% 72%)`} />
      )}
    </svg>
  );
}
