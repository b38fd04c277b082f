import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { useFormats } from '#components/format.tsx';
import { Card } from '#components/ui/card.tsx';
import { TimeLeft } from '../catalog/time-left.tsx';
import type { PlaceState } from '#components/place-state.ts';

// Reserves an extra line, so that an unusually long text does not shift the layout.
function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-22 flex-col gap-1 border-t border-line pt-4">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="text-lg leading-snug font-bold">{children}</dd>
    </div>
  );
}

/**
 * Counts down to the opening of the sale. The box stays after the opening, so that the layout does
 * not shift.
 */
function Opening({ opensAt, isOpen }: { opensAt: string; isOpen: boolean }) {
  const t = useTranslations('queue');
  const { moment } = useFormats();
  const [wasClosed, setWasClosed] = useState(!isOpen);
  if (!isOpen && !wasClosed) setWasClosed(true);
  if (isOpen && !wasClosed) return null;
  return (
    <div className="flex min-h-20 flex-col justify-center gap-1 text-center">
      {isOpen ? (
        <p className="font-semibold">{t('opened')}</p>
      ) : (
        <>
          <TimeLeft until={opensAt} label={t('opensIn')} />
          <p className="text-muted">{t('openTime', { time: moment(opensAt) })}</p>
        </>
      )}
    </div>
  );
}

interface PlaceCardProps {
  place: PlaceState;
  wait: string;
  /** True if the wait grows because users ahead take longer than estimated. */
  grows: boolean;
  opensAt: string;
  isOpen: boolean;
  children: ReactNode;
}

export function PlaceCard({ place, wait, grows, opensAt, isOpen, children }: PlaceCardProps) {
  const t = useTranslations('queue');
  const { number } = useFormats();
  return (
    <Card className="flex flex-col gap-5">
      <dl className="grid grid-cols-2 gap-x-4 gap-y-5 text-center">
        <div className="col-span-2 flex flex-col gap-1">
          <dt className="font-semibold text-muted">{t('place')}</dt>
          <dd className="text-5xl font-extrabold tabular-nums text-accent sm:text-6xl">
            {t('position', { position: number(place.position) })}
          </dd>
        </div>
        <Figure name={t('behind')}>{t('people', { count: place.behind })}</Figure>
        <Figure name={t('wait')}>
          {wait}
          {grows && <span className="block text-sm font-normal text-muted">{t('aheadBusy')}</span>}
        </Figure>
      </dl>
      {children}
      <Opening opensAt={opensAt} isOpen={isOpen} />
      <div className="rounded-xl bg-raised p-4 text-center">
        <p className="font-semibold">{t('kept')}</p>
        <p className="mt-1 text-sm text-muted">{t('keptHow')}</p>
      </div>
    </Card>
  );
}
