import { useMemo } from 'react';
import { cn } from '../ui/cn.ts';
import { qrPath } from './qr-path.ts';

const quietZone = 4; // Width in modules of the white border that scanners need.

interface QrCodeProps {
  text: string;
  label: string;
  className: string;
}

/** Draws black on white in both themes, because door scanners reliably read only black on white. */
export function QrCode({ text, label, className }: QrCodeProps) {
  const { size, path } = useMemo(() => qrPath(text), [text]);
  const side = size + 2 * quietZone;
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`-${quietZone} -${quietZone} ${side} ${side}`}
      shapeRendering="crispEdges"
      className={cn('rounded-lg bg-white', className)}
    >
      <rect x={-quietZone} y={-quietZone} width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
