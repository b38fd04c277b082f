import type { Arrangement } from './arrange.ts';

export function Stage({ text, map: { width, top } }: { text: string; map: Arrangement }) {
  const bottom = top - 14;
  return (
    <>
      <path
        d={`M${width / 2 - 130} 6 H${width / 2 + 130} L${width / 2 + 104} ${bottom - 6} Q${width / 2} ${bottom + 6} ${width / 2 - 104} ${bottom - 6} Z`}
        className="fill-line forced-colors:fill-raised forced-colors:stroke-line"
      />
      <text
        x={width / 2}
        y={bottom / 2 + 8}
        textAnchor="middle"
        fontSize={17}
        fontWeight={700}
        className="fill-ink"
      >
        {text}
      </text>
    </>
  );
}
