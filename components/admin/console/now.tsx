'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useServerTime } from '../../server-clock.tsx';
import { Heading } from '../../ui/heading.tsx';
import { Trouble } from '../../tickets/trouble.tsx';
import { findingsOf, type Remedy } from '../findings.ts';
import { useConcert, useLive, useOverview } from '../live/live-concert.tsx';
import { useHalfHour } from '../live/use-half-hour.ts';
import { useMay } from '../staff.tsx';
import type { ConsoleConcert, Overview } from './types.ts';
import { Events } from './events.tsx';
import { FindingsBar } from './findings-bar.tsx';
import { HalfHourChart } from './half-hour-chart.tsx';
import { Levers, type Proposal } from './levers.tsx';
import { RemedyDialog } from './remedy-dialog.tsx';
import { SeatsCard } from './seats-card.tsx';
import { Tiles } from './tiles.tsx';

interface NowProps {
  concert: ConsoleConcert;
  title: string;
}

/** The console of one concert: current events, and the controls against its problems. */
export function Now({ concert: initial, title }: NowProps) {
  const concert = useConcert(initial);
  const query = useOverview();
  const { data: overview } = query;
  if (overview === undefined) return <Trouble query={query} />;
  return (
    <main
      id="content"
      className="flex flex-col gap-3 p-4 lg:grid lg:gap-0 xl:h-[calc(100dvh-3.5rem)] xl:min-h-160 lg:p-0 lg:grid-cols-[minmax(0,1fr)_300px]"
    >
      <div className="sr-only">
        <Heading focused={false}>{title}</Heading>
      </div>
      <Panels concert={concert} overview={overview} trouble={<Trouble query={query} />} />
    </main>
  );
}

interface PanelsProps {
  concert: ConsoleConcert;
  overview: Overview;
  trouble: React.ReactNode;
}

function Panels({ concert, overview, trouble }: PanelsProps) {
  const t = useTranslations('console');
  const may = useMay();
  const history = useHalfHour();
  const findings = useFindings(concert, overview);
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const [remedy, setRemedy] = useState<Remedy | null>(null);
  const onRemedy = (given: Remedy) => {
    const { lever } = given;
    if (lever === 'capacity' || lever === 'ratePerMinute')
      setProposal({ lever, value: given.value, at: (proposal?.at ?? 0) + 1 });
    else setRemedy(given);
  };
  return (
    <>
      {/* On narrow screens, the controls come before the seats. From 1280 px on, all fits. */}
      <div className="contents min-h-0 min-w-0 gap-3 p-4 lg:flex lg:flex-col lg:px-5">
        {trouble}
        <FindingsBar
          findings={findings}
          overview={overview}
          history={history}
          mayChange={may('manage')}
          onRemedy={onRemedy}
        />
        <Tiles overview={overview} history={history} />
        <HalfHourChart history={history} />
        <div className="order-2 grid min-h-0 gap-3 lg:order-none xl:flex-[5] xl:grid-cols-2">
          <SeatsCard concert={concert} />
          <Events />
        </div>
      </div>
      {may('manage') && (
        <section
          aria-label={t('levers')}
          className="order-1 border-line lg:order-none lg:border-l lg:p-4 lg:pt-3 xl:overflow-y-auto"
        >
          <Levers concert={concert} overview={overview} history={history} proposal={proposal} />
        </section>
      )}
      {remedy !== null && (
        <RemedyDialog
          remedy={remedy}
          concert={concert}
          overview={overview}
          onClose={() => setRemedy(null)}
        />
      )}
    </>
  );
}

const findingTickMs = 5_000;

/** Returns the findings, which change at most every five seconds. */
function useFindings({ state, closesAt, performances }: ConsoleConcert, overview: Overview) {
  const { events } = useLive();
  const history = useHalfHour();
  const nowMs = useServerTime();
  if (nowMs === null) return [];
  const paused = events.find(
    ({ action, after }) => action === 'queue.set' && after?.['paused'] === true,
  );
  const lastStart = performances.at(-1)?.startsAt;
  return findingsOf({
    nowMs: Math.floor(nowMs / findingTickMs) * findingTickMs,
    isPublished: state === 'PUBLISHED',
    closesAt: closesAt ?? lastStart ?? new Date(nowMs).toISOString(),
    overview,
    history,
    pausedAt: paused?.at ?? null,
  });
}
