import { useTranslations } from 'next-intl';
import type { Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';

export type Overview = Outputs['admin']['overview'];

/** Screen readers do not announce the figures, because the figures change every two seconds. */
export function Figures({ overview }: { overview: Overview }) {
  const t = useTranslations('admin');
  const { number, won } = useFormats();
  const { waiting, active, capacity, ratePerMinute, held, sold, available, blocked, revenue } =
    overview;
  const figures = [
    { name: t('waiting'), value: number(waiting) },
    { name: t('active'), value: `${number(active)} / ${number(capacity)}` },
    { name: t('rate'), value: number(ratePerMinute) },
    { name: t('revenue'), value: won(revenue) },
    { name: t('seatState.held'), value: number(held) },
    { name: t('seatState.sold'), value: number(sold) },
    { name: t('seatState.available'), value: number(available) },
    { name: t('seatState.blocked'), value: number(blocked) },
  ];
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
      {figures.map(({ name, value }) => (
        <div key={name} className="rounded-2xl border border-line bg-surface px-4 py-3">
          <dt className="text-sm text-muted">{name}</dt>
          <dd className="text-xl font-bold tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
