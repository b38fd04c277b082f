import { useNow, useTranslations } from 'next-intl';
import { seoulDay, useFormats } from '#components/format.tsx';
import { Link } from '../navigation.ts';
import { groupOf } from './filter.ts';
import type { ListedConcert } from './listed-concert.ts';
import { OpensSoon } from './opens-soon.tsx';
import { Poster } from './poster.tsx';

const shownMax = 10;

/** Shows the next sales to open, today's first, with their countdowns. */
export function Openings({ concerts }: { concerts: ListedConcert[] }) {
  const t = useTranslations('catalog.openings');
  const today = seoulDay(useNow().toISOString());
  const coming = concerts.filter(({ saleState }) => groupOf(saleState) === 'COMING');
  const opensToday = coming.filter(({ opensAt }) => seoulDay(opensAt) === today);
  const later = coming.filter(({ opensAt }) => seoulDay(opensAt) !== today);
  return (
    <div className="grid gap-5 empty:hidden lg:auto-cols-fr lg:grid-flow-col">
      <Rail id="today" title={t('today')} concerts={opensToday} today={today} />
      <Rail id="soon" title={t('soon')} concerts={later} today={today} />
    </div>
  );
}

interface RailProps {
  id: string;
  title: string;
  concerts: ListedConcert[];
  /** Day in Seoul, YYYY-MM-DD. */
  today: string;
}

const dayMs = 86_400_000;

function Rail({ id, title, concerts, today }: RailProps) {
  const { moment } = useFormats();
  if (concerts.length === 0) return null;
  return (
    <section aria-labelledby={id} className="min-w-0">
      <h2 id={id} className="text-lg font-bold">
        {title}
      </h2>
      <ul className="-mx-4 mt-2 flex gap-3 overflow-x-auto px-4 pb-1 sm:mx-0 sm:px-0">
        {concerts.slice(0, shownMax).map((concert) => (
          <li
            key={concert.concertId}
            className="relative flex w-72 shrink-0 gap-3 rounded-2xl border border-line bg-surface p-3"
          >
            <Poster concert={concert} sizes="4rem" className="h-21 w-16 rounded-lg" />
            <div className="min-w-0">
              <Link
                href={`/concerts/${String(concert.concertId)}`}
                className="block truncate font-bold after:absolute after:inset-0 after:rounded-2xl"
              >
                {concert.title}
              </Link>
              <p className="text-sm text-muted">{moment(concert.opensAt)}</p>
              <OpensSoon
                opensAt={concert.opensAt}
                days={(Date.parse(seoulDay(concert.opensAt)) - Date.parse(today)) / dayMs}
              />
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
