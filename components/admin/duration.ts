import { useTranslations } from 'next-intl';

const units = [
  ['hours', 3_600],
  ['minutes', 60],
  ['seconds', 1],
] as const;

/** Returns a function that formats seconds, as in `10분` or `1 min 30 s`. */
export function useDuration(): (seconds: number) => string {
  const t = useTranslations('admin.duration');
  return (seconds) => {
    let left = seconds;
    const parts = units.flatMap(([unit, size]) => {
      const value = Math.floor(left / size);
      left -= value * size;
      return value === 0 ? [] : [t(unit, { value })];
    });
    return parts.length === 0 ? t('seconds', { value: 0 }) : parts.join(' ');
  };
}

const inUnits =
  /^(?:(\d+)\s*(?:시간|時間|小时|h|hours?))?\s*(?:(\d+)\s*(?:분|分钟?|m|min|minutes?))?\s*(?:(\d+)\s*(?:초|秒|s|sec|seconds?))?$/i;
const withColons = /^(?:(\d+):)?(\d+):([0-5]?\d)$/;

/**
 * Parses a duration such as `10분 30초`, `10 min 30 s` or `10:30` into seconds. Returns NaN, which
 * every schema rejects, if the text is not a duration. Rejects a bare number, because its unit
 * could be minutes or seconds.
 */
export function typedDuration(typed: string): number {
  const text = typed.normalize('NFKC').trim();
  const parts = text === '' ? null : (withColons.exec(text) ?? inUnits.exec(text));
  if (parts === null) return Number.NaN;
  const [hours, minutes, seconds] = parts
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  return (hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0);
}
