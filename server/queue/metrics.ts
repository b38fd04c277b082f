import { type Counters, waitBounds } from './redis/commands.ts';

interface QueueFigures {
  concertId: number;
  waiting: number;
  active: number;
  counters: Counters;
}

let ticksLate = 0;

/** A beat of a line came later than it should have. */
export function countLateTick(): void {
  ticksLate += 1;
}

interface Figure {
  name: string;
  help: string;
  type: 'gauge' | 'counter';
  of: (line: QueueFigures) => number;
}

const everywhere =
  'Of the whole line, and so the same from every instance: take max() over instances, not sum().';
const figures: Figure[] = [
  { name: 'waiting', help: 'People who wait.', type: 'gauge', of: ({ waiting }) => waiting },
  { name: 'active', help: 'People whose turn it is.', type: 'gauge', of: ({ active }) => active },
  {
    name: 'joins_total',
    help: 'Places given.',
    type: 'counter',
    of: ({ counters }) => counters.joins,
  },
  {
    name: 'admissions_total',
    help: 'Places whose turn came.',
    type: 'counter',
    of: ({ counters }) => counters.admitted,
  },
  {
    name: 'no_shows_total',
    help: 'Turns that nobody claimed in time.',
    type: 'counter',
    of: ({ counters }) => counters.noShows,
  },
  {
    name: 'leaves_total',
    help: 'Places that were given up.',
    type: 'counter',
    of: ({ counters }) => counters.left,
  },
];

/** The latest figures of the lines that this instance looks at, as Prometheus reads them: as many series as there are lines. */
export function queueMetrics(latest: Iterable<QueueFigures>): string {
  const lines = [...latest];
  return [
    ...figures.flatMap(({ name, help, type, of }) => [
      ...head(`jari_line_${name}`, `${help} ${everywhere}`, type),
      ...lines.map(
        (line) => `jari_line_${name}{concert="${String(line.concertId)}"} ${String(of(line))}`,
      ),
    ]),
    ...head('jari_line_wait_seconds', `Time from joining to the turn. ${everywhere}`, 'histogram'),
    ...lines.flatMap(waits),
    ...head(
      'jari_ticks_late_total',
      'Beats of a line that this instance made later than it should have.',
      'counter',
    ),
    `jari_ticks_late_total ${String(ticksLate)}`,
    '',
  ].join('\n');
}

const head = (name: string, help: string, type: string) => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
];

/** Each bucket holds the shorter waits as well. */
function waits({ concertId, counters }: QueueFigures): string[] {
  const label = `concert="${String(concertId)}"`;
  let upTo = 0;
  const buckets = [...waitBounds.map(String), '+Inf'].map((le, at) => {
    upTo += counters.waits[at] ?? 0;
    return `jari_line_wait_seconds_bucket{${label},le="${le}"} ${String(upTo)}`;
  });
  const sum = `jari_line_wait_seconds_sum{${label}} ${String(counters.waitSecondsSum)}`;
  return [...buckets, sum, `jari_line_wait_seconds_count{${label}} ${String(upTo)}`];
}
