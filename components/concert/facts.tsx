import { useTranslations } from 'next-intl';
import type { Concert } from '#components/catalog/concert.ts';
import { useFormats } from '#components/format.tsx';
import { cn } from '#components/ui/cn.ts';

/** Shows the running time, the age limit, and the lowest price or the limit of seats. */
export function Facts({
  concert: { runningMinutes, ageRating, priceMin, maxSeats },
}: {
  concert: Concert;
}) {
  const t = useTranslations('catalog');
  const { won } = useFormats();
  const facts = [
    { name: t('running'), value: t('minutes', { count: runningMinutes }) },
    { name: t('age'), value: t('years', { count: ageRating }) },
    // On a wide screen, the prices are below. On a phone, the limit is beside the button.
    {
      name: t('limit'),
      value: t('seats', { count: maxSeats }),
      className: 'hidden lg:contents',
    },
    {
      name: t('price'),
      value: priceMin === null ? t('noDates') : t('priceFrom', { price: won(priceMin) }),
      className: 'lg:hidden',
    },
  ];
  return (
    <dl className="order-1 -mt-2 grid gap-y-2 divide-line bg-surface py-4 text-center min-[22rem]:auto-cols-fr min-[22rem]:grid-flow-col min-[22rem]:divide-x lg:col-start-2 lg:row-start-2 lg:mt-0 lg:grid-flow-row lg:grid-cols-[auto_1fr] lg:gap-x-6 lg:gap-y-2 lg:divide-x-0 lg:bg-transparent lg:py-0 lg:text-left">
      {facts.map(({ name, value, className = 'lg:contents' }) => (
        <div key={name} className={cn('px-2', className)}>
          <dt className="text-sm text-muted lg:text-base">{name}</dt>
          <dd className="mt-0.5 font-bold lg:mt-0 lg:font-medium">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
