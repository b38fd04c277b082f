'use client';

import { Clock, TriangleAlert, WifiOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { refusalOf, useRefusalText } from '../errors.ts';
import { isOutcomeUnknown } from '../network/is-retryable.ts';
import { retryAfterSeconds } from '../network/retry-after.ts';
import { Snack } from '../turn/snack.tsx';
import type { Instead } from './instead.ts';
import type { Asked } from './outcome.ts';
import type { WayOut } from './single-seats.ts';

/** Time for which the page states that a seat was lost, because the map shows it anyway. */
const lostMs = 6_000;
const icons = {
  clock: <Clock className="size-5" />,
  offline: <WifiOff className="size-5" />,
  problem: <TriangleAlert className="size-5" />,
};

interface TroubleProps {
  error: unknown;
  wayOut: WayOut;
  onWayOut: (wayOut: WayOut) => void;
  /** Returns the nearest free seat to a lost one, or null. */
  insteadOf: (lost: number) => Instead | null;
  onTake: (seats: number[]) => void;
  onClose: () => void;
  /** Unanswered call that changed no seat, or null. */
  undone: Asked | null;
  /** True if the user pressed a seat on an outdated map. */
  offline: boolean;
}

export function Trouble({ error, offline, undone, onClose, ...rest }: TroubleProps) {
  const t = useTranslations('seating.trouble');
  if (offline)
    return (
      <Snack icon={icons.offline} title={t('offlineTitle')}>
        {t('offline')}
      </Snack>
    );
  if (error === null) return null;
  if (undone !== null) {
    const named = { seats: undone.seats.join(', ') };
    const title = t(undone.to === 'mine' ? 'notTakenTitle' : 'notReleasedTitle', named);
    return (
      <Snack icon={icons.problem} title={title} onClose={onClose}>
        {t('again')}
      </Snack>
    );
  }
  if (refusalOf(error).code === 'SEAT_TAKEN')
    return <Lost seats={refusalOf(error).seats ?? []} {...rest} onClose={onClose} />;
  if (isOutcomeUnknown(error))
    return (
      <Snack icon={icons.offline} title={t('unknownTitle')}>
        {t('unknown')}
      </Snack>
    );
  return <Refused error={error} {...rest} onClose={onClose} />;
}

type LostProps = Pick<TroubleProps, 'insteadOf' | 'onTake' | 'onClose'>;

/** Offers the neighbour of a seat that another user took. */
function Lost({ seats, insteadOf, onTake, onClose }: LostProps & { seats: number[] }) {
  const t = useTranslations('seating.trouble');
  const [only] = seats;
  const instead = seats.length === 1 && only !== undefined ? insteadOf(only) : null;
  return (
    <Snack
      key={seats.join()}
      icon={icons.clock}
      title={t('takenTitle', { seats: seats.join(', ') })}
      onClose={onClose}
      closesAfterMs={lostMs}
      {...(instead !== null && {
        action: {
          text: t('takeInstead', { seat: instead.seat }),
          act: () => onTake([instead.seat]),
        },
      })}
    >
      {instead === null
        ? t('taken')
        : t(instead.isBeside ? 'beside' : 'near', { seat: instead.seat })}
    </Snack>
  );
}

type RefusedProps = Pick<TroubleProps, 'error' | 'wayOut' | 'onWayOut' | 'onClose'>;

function Refused({ error, wayOut, onWayOut, onClose }: RefusedProps) {
  const t = useTranslations('seating.trouble');
  const refusalText = useRefusalText();
  const { code } = refusalOf(error);
  const advice: Partial<Record<typeof code, (error: unknown) => string | undefined>> = {
    SEAT_LIMIT: () => t('limit'),
    SEAT_ORPHAN: () => (wayOut === 'releaseAll' ? t('singleLeft') : t('single')),
    COMPANION: () => (wayOut === 'releaseAll' ? t('companionLeft') : t('companion')),
    TOO_MANY_REQUESTS: (refused) => {
      const minutes = Math.ceil(retryAfterSeconds(refused) / 60);
      return minutes === 0 ? undefined : t('wait', { minutes });
    },
  };
  const textOf = (way: Exclude<WayOut, null>) => {
    if (way === 'releaseAll') return t('releaseAll');
    return 'apart' in way ? t('apart') : t('takeTogether', { seats: way.take.join(', ') });
  };
  return (
    <Snack
      icon={icons.problem}
      title={refusalText(error)}
      onClose={onClose}
      {...(wayOut !== null && { action: { text: textOf(wayOut), act: () => onWayOut(wayOut) } })}
    >
      {advice[code]?.(error)}
    </Snack>
  );
}
