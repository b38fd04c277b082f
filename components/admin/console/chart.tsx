'use client';

import { useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { clockTime } from '../../format.tsx';
import { cn } from '../../ui/cn.ts';
import { drawMarks, type Mark } from './draw-marks.ts';

export interface Series {
  label: string;
  /** Name of a colour of app/globals.css. */
  colour: 'waiting' | 'inside' | 'paid' | 'warning' | 'success' | 'danger';
  values: (number | null)[];
  /** True for a series per minute, whose scale is at the right. */
  isRate?: boolean;
  /** True if the area below the line is filled. */
  isFilled?: boolean;
}

interface Plotted {
  /** Instants of the values, in ms. */
  times: number[];
  series: Series[];
  /** Changes of the policy. */
  marks?: Mark[];
}

interface ChartProps extends Plotted {
  /** Formats an instant (ms) of the axis; hours and minutes unless given. */
  tick?: Tick;
  /** States the chart in words. */
  label: string;
  className?: string;
}

interface Tick {
  textOf: (ms: number) => string;
  /** Least distance between two texts, in px. */
  space: number;
}

/** Returns the page's own font, because other fonts may lack Hangul. */
const fontOf = (px: number) => `${String(px)}px ${getComputedStyle(document.body).fontFamily}`;
const usualTick: Tick = { textOf: (ms) => clockTime(ms).slice(0, 5), space: 70 };

/** Returns a colour of the page's current theme. */
const colourOf = (name: string) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** Ticks lie on whole numbers, because the values are counts. */
const steps = [1, 2, 5].flatMap((one) =>
  [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7].map((ten) => one * ten),
);
const whole = { incrs: steps.sort((a, b) => a - b) };

/** Seconds between two texts of the time axis, which shows no seconds. */
const minutes = {
  incrs: [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880].map((one) => one * 60),
};

const axis = (more: Partial<UPlot.Axis>): UPlot.Axis => ({
  stroke: () => colourOf('muted'),
  grid: { stroke: () => colourOf('line'), width: 1 },
  ticks: { show: false },
  font: fontOf(12),
  ...more,
});

/** uPlot declares the sides as a constant enum, which no module can import. */
const atRight = (one: UPlot.Axis): UPlot.Axis => Object.assign(one, { side: 1 });

/** Room for half of the last text of the time axis. */
const rightPx = 18;
const digitPx = 7;

/** Returns the width of the axis at the left, which fits its longest number. */
const axisPxOf = (_: UPlot, values: string[] | null): number =>
  Math.max(40, 12 + digitPx * Math.max(0, ...(values ?? []).map((text) => text.length)));

function optionsOf(
  series: Series[],
  size: { width: number; height: number },
  marks: () => Mark[],
  { textOf, space }: Tick,
): UPlot.Options {
  const hasRate = series.some(({ isRate }) => isRate === true);
  const low = (_: UPlot, __: number | null, max: number | null): [number, number] => [
    0,
    Math.max(1, (max ?? 0) * 1.1),
  ];
  return {
    ...size,
    padding: [8, hasRate ? 0 : rightPx, 8, 0],
    legend: { show: false },
    cursor: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    scales: { x: { time: true }, y: { range: low }, rate: { range: low } },
    axes: [
      axis({
        ...minutes,
        values: (_, splits) => splits.map((at) => textOf(at * 1_000)),
        space,
        size: 24,
      }),
      axis({ ...whole, scale: 'y', size: axisPxOf, space: 30 }),
      ...(hasRate
        ? [atRight(axis({ ...whole, scale: 'rate', size: 34, space: 30, grid: { show: false } }))]
        : []),
    ],
    series: [
      {},
      ...series.map(({ label, colour, isRate = false, isFilled = false }) => ({
        label,
        scale: isRate ? 'rate' : 'y',
        stroke: () => colourOf(colour),
        width: 2,
        points: { show: false },
        ...(isFilled && { fill: () => `${colourOf(colour)}22` }),
      })),
    ],
    hooks: {
      draw: [
        (plot) =>
          drawMarks(plot, marks(), {
            colour: colourOf('warning'),
            font: fontOf(11 * devicePixelRatio),
            scale: devicePixelRatio,
          }),
      ],
    },
  };
}

/** Draws time series. The label states the chart for screen readers. */
export function Chart({ label, className, tick = usualTick, ...plotted }: ChartProps) {
  // A new set of series, or another axis, needs a new plot; new values do not.
  const names = plotted.series.map((series) => `${series.label} ${series.colour}`);
  const shape = [...names, tick.space].join();
  return (
    <div role="img" aria-label={label} className={cn('min-h-0 overflow-hidden', className)}>
      <Plot key={shape} tick={tick} {...plotted} />
    </div>
  );
}

const dataOf = ({ times, series }: Plotted): UPlot.AlignedData => [
  times.map((ms) => ms / 1_000),
  ...series.map(({ values }) => values),
];

function Plot({ tick, ...plotted }: Plotted & { tick: Tick }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const latest = useRef(plotted);
  const [initialTick] = useState(tick);
  useEffect(() => {
    latest.current = plotted;
    plot.current?.setData(dataOf(plotted));
  });
  useEffect(() => {
    const { current: target } = box;
    if (target === null) return undefined;
    const sizeOf = () => ({ width: target.clientWidth, height: target.clientHeight });
    const { series } = latest.current;
    const options = optionsOf(series, sizeOf(), () => latest.current.marks ?? [], initialTick);
    const created = new UPlot(options, dataOf(latest.current), target);
    plot.current = created;
    const resized = new ResizeObserver(() => created.setSize(sizeOf()));
    resized.observe(target);
    return () => {
      resized.disconnect();
      created.destroy();
      plot.current = undefined;
    };
  }, [initialTick]);
  return <div ref={box} className="size-full" />;
}
