import { useTranslations } from 'next-intl';
import { SeatShape } from './seat-shape.tsx';

const states = ['available', 'mine', 'held', 'sold', 'blocked'] as const;

export function Legend() {
  const t = useTranslations('seating');
  return (
    <ul aria-label={t('map.legend')} className="flex flex-wrap gap-x-4 gap-y-2 text-sm">
      {states.map((state) => (
        <li key={state} className="flex items-center gap-1.5">
          <svg viewBox="-20 -20 40 40" className="size-6" aria-hidden>
            <SeatShape look={state} />
          </svg>
          {t(`state.${state}`)}
        </li>
      ))}
    </ul>
  );
}
