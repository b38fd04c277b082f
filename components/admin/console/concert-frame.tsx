'use client';

import { ChevronDown } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Link, usePathname } from '../../navigation.ts';
import { api } from '../../api.ts';
import { clockTime, useFormats } from '../../format.tsx';
import { textIn } from '../../localized.ts';
import { useServerTime } from '../../server-clock.tsx';
import { cn } from '../../ui/cn.ts';
import { AdmissionBadge } from '../admission-badge.tsx';
import { LiveConcert, useConcert, useOverview } from '../live/live-concert.tsx';
import { useOpenMenu } from '../frame/console-frame.tsx';
import { useMay } from '../staff.tsx';
import { PauseButton } from './pause-button.tsx';
import type { ConsoleConcert, Overview } from './types.ts';

interface ConcertFrameProps {
  concert: ConsoleConcert;
  overview: Overview;
  children: ReactNode;
}

/** The frame of a concert's pages: its bar with state, tabs and pause, and its live data. */
export function ConcertFrame({ concert: initial, overview, children }: ConcertFrameProps) {
  const { concertId } = initial;
  api.admin.overview.useQuery({ concertId }, { initialData: overview });
  const concert = useConcert(initial);
  return (
    <LiveConcert concertId={concertId}>
      <ConcertBar concert={concert} />
      <div className="pb-16 [--bottom-bar:3.5rem] lg:pb-0 lg:[--bottom-bar:0px]">{children}</div>
      <BottomTabs concertId={concertId} />
    </LiveConcert>
  );
}

const tabs = ['now', 'seats', 'bookings', 'record', 'settings'] as const;
const pathOf = { now: '', seats: '/seats', bookings: '/bookings', record: '/record' };

function useTabs(concertId: number) {
  const t = useTranslations('console.tab');
  const may = useMay();
  const path = usePathname();
  const base = `/admin/concerts/${String(concertId)}`;
  return tabs
    .filter((tab) => tab !== 'settings' || may('manage'))
    .map((tab) => {
      const href = `${base}${tab === 'settings' ? '/settings' : pathOf[tab]}`;
      const isCurrent = tab === 'now' ? path === href : path.startsWith(href);
      return { tab, href, text: t(tab), isCurrent };
    });
}

function ConcertBar({ concert }: { concert: ConsoleConcert }) {
  const { concertId, title, venue, performances } = concert;
  const t = useTranslations('console');
  const locale = useLocale();
  const { days } = useFormats();
  const openMenu = useOpenMenu();
  const name = textIn(locale, title);
  const [first, last] = [performances[0], performances.at(-1)];
  return (
    <header className="sticky top-0 z-20 flex h-14 items-center gap-3 border-b border-side bg-side px-2 text-side-ink lg:border-line lg:bg-surface lg:px-5 lg:text-ink">
      <button
        type="button"
        onClick={openMenu}
        className="flex min-h-11 min-w-0 items-center gap-1 px-2 font-bold lg:hidden"
      >
        <span className="line-clamp-2 text-left leading-5 break-keep">{name}</span>
        <ChevronDown aria-hidden className="size-4 shrink-0" />
        <span className="sr-only">{t('menu')}</span>
      </button>
      {/* Without room for both, the place and days wrap to a second line, which is not shown. */}
      <p className="hidden h-6 min-w-0 flex-wrap items-baseline gap-x-2 overflow-hidden lg:flex">
        <span className="max-w-full truncate font-bold">{name}</span>
        <span className="text-sm leading-6 whitespace-nowrap text-muted">
          {textIn(locale, venue)}
          {first !== undefined && last !== undefined && (
            <> · {days(first.startsAt, last.startsAt)}</>
          )}
        </span>
      </p>
      <State concert={concert} />
      <nav aria-label={t('tabs')} className="hidden gap-1 lg:flex">
        {useTabs(concertId).map(({ tab, href, text, isCurrent }) => (
          <Link
            key={tab}
            href={href}
            {...(isCurrent && { 'aria-current': 'page' })}
            className="flex min-h-8 items-center rounded-full px-2 text-sm font-semibold whitespace-nowrap hover:bg-raised xl:px-3 aria-[current]:bg-ink aria-[current]:text-surface"
          >
            {text}
          </Link>
        ))}
      </nav>
      <div className="ml-auto flex shrink-0 items-center gap-4">
        <ServerTime />
        <PauseButton concert={concert} />
      </div>
    </header>
  );
}

function State({ concert: { state, opensAt, closesAt } }: { concert: ConsoleConcert }) {
  const nowMs = useServerTime();
  const { data } = useOverview();
  const paused = data?.paused ?? false;
  const begun = nowMs === null || Date.parse(opensAt) <= nowMs;
  const over = nowMs !== null && closesAt !== null && Date.parse(closesAt) <= nowMs;
  return <AdmissionBadge paused={paused} onSale={state === 'PUBLISHED' && begun && !over} />;
}

function ServerTime() {
  const t = useTranslations('console');
  const nowMs = useServerTime();
  return (
    <span className="hidden text-sm whitespace-nowrap text-muted tabular-nums min-[90rem]:inline">
      {t('serverTime')} {nowMs === null ? '' : clockTime(nowMs)}
    </span>
  );
}

function BottomTabs({ concertId }: { concertId: number }) {
  const t = useTranslations('console');
  return (
    <nav
      aria-label={t('tabs')}
      className="fixed inset-x-0 bottom-0 z-20 flex h-14 border-t border-line bg-surface lg:hidden"
    >
      {useTabs(concertId)
        .filter(({ tab }) => tab !== 'settings')
        .map(({ tab, href, text, isCurrent }) => (
          <Link
            key={tab}
            href={href}
            {...(isCurrent && { 'aria-current': 'page' })}
            className={cn(
              'flex flex-1 items-center justify-center text-sm font-semibold text-muted',
              isCurrent && 'text-accent',
            )}
          >
            {text}
          </Link>
        ))}
    </nav>
  );
}
