import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { isNotToday } from '#components/eta-text.ts';
import { hoursClock, useFormats } from '#components/format.tsx';
import { cn } from '#components/ui/cn.ts';
import type { PlaceState } from '#components/place-state.ts';
import { useCountdown } from '#components/server-clock.tsx';
import { admissionsPerMinute, useArrival, wholeMinutes } from './arrival.ts';

interface WaitFactsProps {
  place: PlaceState;
  /** Estimated wait as text. */
  wait: string;
  /** True if the wait grows because users ahead take longer than estimated. */
  grows: boolean;
  opensAt: string;
  isOpen: boolean;
}

/** Shows the expected arrival, or the time until the sale opens, and the people behind. */
export function WaitFacts({ place, wait, grows, opensAt, isOpen }: WaitFactsProps) {
  const t = useTranslations('queue');
  return (
    <>
      <dl className="grid grid-cols-[8fr_5fr] gap-3">
        {isOpen ? <ArrivalFact place={place} wait={wait} /> : <OpeningFact opensAt={opensAt} />}
        <Fact name={t('behind')} value={t('people', { count: place.behind })}>
          <Rate place={place} />
        </Fact>
      </dl>
      <Remark place={place} grows={grows} opensAt={opensAt} isOpen={isOpen} />
    </>
  );
}

interface FactProps {
  name: string;
  value: ReactNode;
  /** True if the value is a sentence, which may need both lines. */
  isSentence?: boolean;
  children?: ReactNode;
}

// Every fact has the same height, so that a new text does not shift the layout.
function Fact({ name, value, isSentence = false, children }: FactProps) {
  return (
    <div>
      <dt className="text-sm text-wait-muted">{name}</dt>
      <dd className="mt-0.5">
        <span
          className={cn(
            'block font-bold tabular-nums',
            isSentence ? 'min-h-12 leading-6' : 'text-lg leading-7 sm:text-xl',
          )}
        >
          {value}
        </span>
        {!isSentence && (
          <span className="block min-h-5 text-sm leading-5 text-wait-muted">{children}</span>
        )}
      </dd>
    </div>
  );
}

const secondsPerMinute = 60;

function ArrivalFact({ place: { etaSeconds: eta }, wait }: { place: PlaceState; wait: string }) {
  const t = useTranslations('queue');
  const { timeRange } = useFormats();
  const arrival = useArrival(eta);
  if (eta !== null && isNotToday(eta))
    return (
      <Fact name={t('arrival')} value={wait}>
        {t('etaOver')}
      </Fact>
    );
  if (eta === null || arrival === null || eta.high <= secondsPerMinute)
    return <Fact name={t('arrival')} value={wait} isSentence={eta === null} />;
  const { low, high } = wholeMinutes(arrival);
  return (
    <Fact
      name={t('arrival')}
      value={timeRange(new Date(low).toISOString(), new Date(high).toISOString())}
    >
      {wait}
    </Fact>
  );
}

const daySeconds = 86_400;

/** Counts down to the opening of the sale. */
function OpeningFact({ opensAt }: { opensAt: string }) {
  const t = useTranslations('queue');
  const catalog = useTranslations('catalog');
  const left = useCountdown(opensAt) ?? 0;
  const days = Math.floor(left / daySeconds);
  return (
    <Fact
      name={t('opensIn')}
      value={
        <span role="timer">
          {catalog('countdown', { days, time: hoursClock(left % daySeconds) })}
        </span>
      }
    />
  );
}

function Rate({ place: { position, etaSeconds } }: { place: PlaceState }) {
  const t = useTranslations('queue');
  if (etaSeconds === null) return null;
  const perMinute = Math.round(admissionsPerMinute(position, etaSeconds));
  return perMinute >= 1 && t('rate', { count: perMinute });
}

/** Explains the wait in one sentence, for which the panel has room. */
function Remark({ place, grows, opensAt, isOpen }: Omit<WaitFactsProps, 'wait'>) {
  const t = useTranslations('queue');
  const { moment } = useFormats();
  const [wasClosed, setWasClosed] = useState(!isOpen);
  if (!isOpen && !wasClosed) setWasClosed(true);
  const text = () => {
    if (!isOpen) return t('openTime', { time: moment(opensAt) });
    if (grows) return t('aheadBusy');
    if (place.position === 1) return t('youAreNext');
    return wasClosed ? t('opened') : null;
  };
  const shown = text();
  return shown !== null && <p className="font-semibold">{shown}</p>;
}
