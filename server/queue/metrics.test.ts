import { expect, test } from 'vitest';
import { countLateTick, queueMetrics } from './metrics.ts';
import { waitBounds } from './redis/commands.ts';

const counters = {
  joins: 60,
  admitted: 25,
  noShows: 3,
  left: 7,
  waits: waitBounds.map(() => 0),
  waitSecondsSum: 0,
};

/** Parses Prometheus' text format into values by series and types by name. */
function read(text: string) {
  const series = new Map<string, number>();
  const types = new Map<string, string>();
  for (const row of text.trimEnd().split('\n')) {
    const [, typed = '', type = ''] = /^# TYPE (\w+) (gauge|counter|histogram)$/.exec(row) ?? [];
    const [, name = '', value = ''] =
      /^(\w+(?:\{\w+="[^"]*"(?:,\w+="[^"]*")*\})?) (\d+(?:\.\d+)?)$/.exec(row) ?? [];
    if (typed !== '') types.set(typed, type);
    else if (name !== '') {
      expect([name, series.has(name)]).toEqual([name, false]);
      series.set(name, Number(value));
    } else expect(row).toMatch(/^# HELP \w+ \S/);
  }
  return { series, types };
}

test('each queue has its own series, and each name is described once', () => {
  const { series, types } = read(
    queueMetrics([
      { concertId: 7, waiting: 32, active: 12, counters },
      { concertId: 8, waiting: 0, active: 0, counters: { ...counters, joins: 0 } },
    ]),
  );
  expect(
    Object.fromEntries(
      [...series].filter(([name]) => name.includes('concert="7"') && !name.includes('wait_')),
    ),
  ).toEqual({
    'jari_line_waiting{concert="7"}': 32,
    'jari_line_active{concert="7"}': 12,
    'jari_line_joins_total{concert="7"}': 60,
    'jari_line_admissions_total{concert="7"}': 25,
    'jari_line_no_shows_total{concert="7"}': 3,
    'jari_line_leaves_total{concert="7"}': 7,
  });
  expect(series.get('jari_line_joins_total{concert="8"}')).toBe(0);
  expect([
    types.get('jari_line_waiting'),
    types.get('jari_line_joins_total'),
    types.get('jari_line_wait_seconds'),
  ]).toEqual(['gauge', 'counter', 'histogram']);
});

test('waits are a histogram with cumulative buckets', () => {
  const waits = [5, 0, 2, ...Array<number>(9).fill(0), 1];
  const { series } = read(
    queueMetrics([
      {
        concertId: 7,
        waiting: 0,
        active: 0,
        counters: { ...counters, waits, waitSecondsSum: 9_050.5 },
      },
    ]),
  );
  const bucket = (le: string) =>
    series.get(`jari_line_wait_seconds_bucket{concert="7",le="${le}"}`);
  expect(['1', '5', '15', '7200', '+Inf'].map(bucket)).toEqual([5, 5, 7, 7, 8]);
  expect([
    series.get('jari_line_wait_seconds_sum{concert="7"}'),
    series.get('jari_line_wait_seconds_count{concert="7"}'),
  ]).toEqual([9_050.5, 8]);
});

test('without a queue only the instance’s own counter is exported', () => {
  const before = read(queueMetrics([])).series;
  expect([...before.keys()]).toEqual(['jari_ticks_late_total']);
  countLateTick();
  expect(read(queueMetrics([])).series.get('jari_ticks_late_total')).toBe(
    (before.get('jari_ticks_late_total') ?? 0) + 1,
  );
});
