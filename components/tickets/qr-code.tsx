import { useMemo } from 'react';
import { encode } from 'uqr';

const quietZone = 4; // modules of white around it, as readers need

/** The dark modules as one path, a run of them a rectangle. */
function pathOf(modules: boolean[][]): string {
  return modules
    .flatMap((row, y) =>
      row.flatMap((dark, x) => {
        if (!dark || row[x - 1] === true) return [];
        const end = row.indexOf(false, x);
        const width = (end === -1 ? row.length : end) - x;
        return [`M${x} ${y}h${width}v1h-${width}z`];
      }),
    )
    .join('');
}

/** A QR code, black on white in either theme: a scanner at the door reads no other reliably. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => {
    const code = encode(text, { ecc: 'M', border: 0 });
    return { size: code.size, path: pathOf(code.data) };
  }, [text]);
  const side = size + 2 * quietZone;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`-${quietZone} -${quietZone} ${side} ${side}`}
      shapeRendering="crispEdges"
      className="w-full max-w-72 rounded-lg bg-white"
    >
      <rect x={-quietZone} y={-quietZone} width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
