import { type Counters, waitBounds } from './redis/commands.ts';

interface QueueFigures {
  concertId: number;
  waiting: number;
  active: number;
  counters: Counters;
}

let ticksLate = 0;

export function countLateTick(): void {
  ticksLate += 1;
}

interface Figure {
  name: string;
  help: string;
  type: 'gauge' | 'counter';
  of: (queue: QueueFigures) => number;
}

const everywhere =
  'Covers the whole queue, so every instance reports the same: use max() over instances, not sum().';
const figures: Figure[] = [
  {
    name: 'waiting',
    help: 'Users who wait and are present.',
    type: 'gauge',
    of: ({ waiting }) => waiting,
  },
  { name: 'active', help: 'Users with a turn.', type: 'gauge', of: ({ active }) => active },
  {
    name: 'joins_total',
    help: 'Places issued.',
    type: 'counter',
    of: ({ counters }) => counters.joins,
  },
  {
    name: 'admissions_total',
    help: 'Places admitted.',
    type: 'counter',
    of: ({ counters }) => counters.admitted,
  },
  {
    name: 'no_shows_total',
    help: 'Turns not claimed in time.',
    type: 'counter',
    of: ({ counters }) => counters.noShows,
  },
  {
    name: 'leaves_total',
    help: 'Places that their users left.',
    type: 'counter',
    of: ({ counters }) => counters.left,
  },
];

/** Formats figures for Prometheus, with one set of series per queue. */
export function queueMetrics(latest: Iterable<QueueFigures>): string {
  const queues = [...latest];
  return [
    ...figures.flatMap(({ name, help, type, of }) => [
      ...head(`jari_line_${name}`, `${help} ${everywhere}`, type),
      ...queues.map(
        (queue) => `jari_line_${name}{concert="${String(queue.concertId)}"} ${String(of(queue))}`,
      ),
    ]),
    ...head('jari_line_wait_seconds', `Time from joining to admission. ${everywhere}`, 'histogram'),
    ...queues.flatMap(waits),
    ...head('jari_ticks_late_total', 'Late ticks of this instance.', 'counter'),
    `jari_ticks_late_total ${String(ticksLate)}`,
    '',
  ].join('\n');
}

const head = (name: string, help: string, type: string) => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} ${type}`,
];

/** The buckets are cumulative, as Prometheus requires. */
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
