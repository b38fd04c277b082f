import { useMemo } from 'react';
import { qrPath } from './qr-path.ts';

const quietZone = 4; // White border that scanners need, in modules.

/** Draws black on white in both themes, because door scanners read no other colours reliably. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => qrPath(text), [text]);
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
