const width = 100;
const height = 28;
const inset = 2;

/** Draws a series without axes. Hidden from screen readers, because its figure is beside it. */
export function Sparkline({ values, className }: { values: number[]; className: string }) {
  if (values.length < 2) return <div aria-hidden className="h-7" />;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (at: number) => (at / (values.length - 1)) * width;
  const y = (value: number) =>
    high === low
      ? height - inset
      : height - inset - ((value - low) / (high - low)) * (height - 2 * inset);
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      preserveAspectRatio="none"
      className="block h-7 w-full"
    >
      <polyline
        points={values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ')}
        fill="none"
        strokeWidth={2}
        vectorEffect="non-scaling-stroke"
        className={className}
      />
    </svg>
  );
}
