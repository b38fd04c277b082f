import { useTranslations } from 'next-intl';
import { type Concert, useConcertFacts } from '#components/catalog/concert.ts';

export function ConcertSummary({ concert }: { concert: Concert }) {
  const t = useTranslations('queue');
  const { days, price } = useConcertFacts(concert);
  const facts = [
    { name: t('days'), value: days },
    { name: t('price'), value: price },
  ];
  return (
    <section aria-label={t('about')}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {facts.map(({ name, value }) => (
          <div key={name} className="contents">
            <dt className="font-medium text-muted">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
