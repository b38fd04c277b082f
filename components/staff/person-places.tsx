import { useLocale, useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { textIn } from '../localized.ts';
import { Badge, type BadgeTone } from '../ui/badge.tsx';
import type { Person } from './person.ts';
import { listClass, PersonSection } from './person-section.tsx';

type Place = Person['places'][number];

const tones: Record<Place['state'], BadgeTone> = {
  WAITING: 'warning',
  ACTIVE: 'success',
  ENDED: 'neutral',
};

export function PersonPlaces({ places }: { places: Place[] }) {
  return (
    <PersonSection name="places" isEmpty={places.length === 0}>
      <ul className={listClass}>
        {places.map((place) => (
          <li key={place.concertId}>
            <Entry place={place} />
          </li>
        ))}
      </ul>
    </PersonSection>
  );
}

function Entry({ place }: { place: Place }) {
  const t = useTranslations('staff.person');
  const locale = useLocale();
  const { number: inDigits, moment } = useFormats();
  const { title, state, number, position, guest, admittedAt, until, ended } = place;
  const facts = [
    ...(number === null ? [] : [t('number', { number: inDigits(number) })]),
    ...(position === null ? [] : [t('position', { position: inDigits(position) })]),
    ...(guest ? [t('guest')] : []),
    ...(admittedAt === null ? [] : [t('admitted', { time: moment(admittedAt) })]),
    ...(state === 'ACTIVE' && until !== null ? [t('until', { time: moment(until) })] : []),
  ];
  return (
    <article className="flex flex-col gap-1 px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-3">
        <h3 className="font-semibold">{textIn(locale, title)}</h3>
        <Badge tone={tones[state]}>{t(`state.${state}`)}</Badge>
      </div>
      {facts.length > 0 && <p className="text-sm text-muted">{facts.join(' · ')}</p>}
      {ended !== null && (
        <p>
          {t(`cause.${ended.cause}`)}
          {ended.reason !== null && ` · ${t('reason', { reason: ended.reason })}`}
        </p>
      )}
    </article>
  );
}
