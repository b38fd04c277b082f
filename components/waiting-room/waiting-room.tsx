'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useRef } from 'react';
import { useFormats } from '#components/format.tsx';
import { LanguageSwitch } from '#components/header/language-switch.tsx';
import { SignOut } from '#components/header/sign-out.tsx';
import { ThemeSwitch } from '#components/header/theme-switch.tsx';
import { isRetryableCode } from '#components/network/is-retryable.ts';
import { useOnline } from '#components/network/use-online.ts';
import type { PlaceState } from '#components/place-state.ts';
import { Card } from '#components/ui/card.tsx';
import { SaleHeader } from '#components/turn/sale-header.tsx';
import { useAddress } from '../navigation.ts';
import { pinTitle, updatePinnedTitle } from '../pinned-title.ts';
import { Leave } from './leave.tsx';
import { News } from './news.tsx';
import { NotOpen } from './not-yet.tsx';
import { PlacePanel } from './place-panel.tsx';
import { Preparation } from './preparation.tsx';
import { Prices, showPlan, useSeenPlan } from './prices.tsx';
import { Pulse } from './pulse.tsx';
import { Cancelled, Ended, Refused } from './stopped.tsx';
import { useEntry } from './use-entry.ts';
import { usePlace } from './use-place.ts';
import { useHasWaited, Waiting } from './waiting.tsx';

// Reads the device's choice, which the server does not know. The card has the same height meanwhile.
const TurnAlert = dynamic(
  () => import('#components/notices/turn-alert.tsx').then((module) => module.TurnAlert),
  { ssr: false, loading: () => <Card className="min-h-22" /> },
);

export interface WaitingRoomProps {
  concertId: number;
  title: string;
  /** Venue and days, as one line. */
  about: string;
  lineOpensAt: string;
  opensAt: string;
  /** Dates whose seats can follow the waiting room. */
  performanceIds: number[];
  /** Lowest price of a seat in won, or null without dates. */
  priceMin: number | null;
  prices: ReactNode;
  /** Null if no date has a seat. */
  plan: ReactNode;
}

/** Time over which the users of a closed queue spread their first requests. */
const beforeOpeningMs = 30_000;

export function WaitingRoom(props: WaitingRoomProps) {
  const { concertId, title, lineOpensAt, opensAt } = props;
  const t = useTranslations('queue');
  const { polled, statsAt, again, afterLeaving } = usePlace(concertId, lineOpensAt);
  const isOnline = useOnline();
  const place = polled?.place ?? null;
  const queuePath = useAddress()(`/concerts/${String(concertId)}/queue`);
  useDocumentTitle(place, title);
  const next = useNextPath(props);
  useEntry(place?.state === 'ACTIVE' ? next() : null, useHasWaited(place));
  const planFold = useRef<HTMLDetailsElement>(null);
  const { hasSeen, see } = useSeenPlan(concertId);
  // Moves the focus to the section, because the pressed button disappears.
  const room = useRef<HTMLElement>(null);
  const hasLeft = polled?.left === true;
  useEffect(() => {
    if (hasLeft) room.current?.focus();
  }, [hasLeft]);
  const onAgain = () => {
    room.current?.focus();
    again();
  };

  const trouble = polled?.trouble ?? null;
  const isNotOpen = trouble?.code === 'SALE_NOT_OPEN';
  const isWaiting = place?.state === 'WAITING';
  const scene = () => {
    if (isNotOpen) return <NotOpen lineOpensAt={lineOpensAt} />;
    if (trouble !== null && !isRetryableCode(trouble.code))
      return (
        <Stopped>
          <Refused concertId={concertId} code={trouble.code} onAgain={onAgain} />
        </Stopped>
      );
    if (place?.state === 'EXPIRED')
      return (
        <Stopped>
          {place.cancelled ? (
            <Cancelled />
          ) : (
            <Ended concertId={concertId} left={hasLeft} onAgain={onAgain} />
          )}
        </Stopped>
      );
    return (
      <PlacePanel
        concertId={concertId}
        place={place}
        next={place?.state === 'ACTIVE' ? next() : ''}
        status={place === null ? t('joining') : null}
      >
        {isWaiting && <Waiting place={place} opensAt={opensAt} />}
      </PlacePanel>
    );
  };
  return (
    <>
      <SaleHeader
        back={{ href: `/concerts/${String(concertId)}`, label: t('concert') }}
        title={title}
        aside={
          isWaiting ? (
            <Pulse statsAt={statsAt} isLost={trouble !== null || !isOnline} />
          ) : (
            <p className="text-sm text-muted">{t('title')}</p>
          )
        }
      />
      <main id="content" className="min-h-dvh">
        <section ref={room} tabIndex={-1} aria-label={t('title')} className="outline-none">
          <div
            data-wait
            className="bg-wait-from bg-linear-165 from-wait-from to-wait-to text-white"
          >
            <div className="mx-auto max-w-5xl px-5 pt-4 pb-3 sm:px-8 sm:pt-6">
              <p className="mb-4 text-sm text-wait-muted">{props.about}</p>
              {/* Every scene has at least the height of the place, so that nothing below shifts. */}
              <div className="min-h-70">{scene()}</div>
            </div>
          </div>
          <div className="mx-auto flex max-w-5xl flex-col gap-4 px-4 py-4 sm:px-8 sm:py-6">
            <TurnAlert place={place} concert={title} path={queuePath} />
            <div className="grid items-start gap-4 md:grid-cols-2">
              <Preparation
                priceMin={props.priceMin}
                hasSeenPlan={hasSeen}
                onShowPlan={props.plan === null ? undefined : () => showPlan(planFold.current)}
                askWithinMs={isWaiting ? place.nextPollMs : isNotOpen ? beforeOpeningMs : null}
              />
              <Prices prices={props.prices} plan={props.plan} fold={planFold} onOpenPlan={see} />
            </div>
            <Foot concertId={concertId} onLeft={isWaiting ? afterLeaving : undefined} />
          </div>
          {/* Follows the content and stays in sight, so that a notice shifts nothing. */}
          {polled !== undefined && (
            <div className="sticky bottom-0 z-10 mx-auto flex max-h-[45dvh] max-w-5xl flex-col gap-2 overflow-y-auto px-4 pb-4 empty:hidden sm:px-8">
              <News polled={polled} onClosed={() => room.current?.focus({ preventScroll: true })} />
            </div>
          )}
        </section>
      </main>
    </>
  );
}

/** Shows a notice in its own colours on the dark panel. */
function Stopped({ children }: { children: ReactNode }) {
  return <div className="flex min-h-70 flex-col justify-center text-ink">{children}</div>;
}

/** Returns the path of the seats of the date in this page's address, or of all dates. */
function useNextPath({ concertId, performanceIds }: WaitingRoomProps): () => string {
  return () => {
    const chosen = Number(new URLSearchParams(window.location.search).get('date'));
    const page = performanceIds.includes(chosen) ? `seats/${String(chosen)}` : 'dates';
    return `/concerts/${String(concertId)}/${page}`;
  };
}

interface FootProps {
  concertId: number;
  /** Undefined if the user has no place to give up. */
  onLeft: (() => Promise<void>) | undefined;
}

/** Small print, the way out of the line, and the controls of the hidden site header. */
function Foot({ concertId, onLeft }: FootProps) {
  const t = useTranslations('queue');
  return (
    <>
      <details className="px-1 text-sm text-muted">
        <summary className="flex min-h-11 cursor-pointer flex-wrap items-center gap-x-2">
          {t('kept')} <span className="underline">{t('more')}</span>
        </summary>
        <p>{t('keptHow')}</p>
      </details>
      <div className="flex min-h-11 justify-center">
        {onLeft !== undefined && <Leave concertId={concertId} onLeft={onLeft} />}
      </div>
      <div className="flex flex-wrap items-center justify-center text-sm">
        <LanguageSwitch />
        <ThemeSwitch />
        <SignOut />
      </div>
    </>
  );
}

/** Shows the place in the document title, for users who are in another tab. */
function useDocumentTitle(place: PlaceState | null, concert: string): void {
  const t = useTranslations('queue');
  const { number } = useFormats();
  const state = place?.state;
  const stateText =
    place === null
      ? null
      : place.state === 'WAITING'
        ? t('position', { position: number(place.position) })
        : place.state === 'ACTIVE'
          ? `● ${t('activeTitle')}`
          : t('endedTitle');
  const title = stateText === null ? null : `${stateText} · ${concert}`;
  // Sets the title after every render, because the page's own title may arrive late.
  useEffect(() => {
    if (title === null) return;
    document.title = title;
    updatePinnedTitle(title);
  });
  // Pins the title, because the automatic navigation to the dates replaces the title. The title
  // announces the turn until the user sees the tab.
  useEffect(() => {
    if (title !== null && state !== 'WAITING') pinTitle(title);
  }, [state, title]);
}
