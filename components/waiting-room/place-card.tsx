import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { useFormats } from '#components/format.tsx';
import { useCountdown } from '#components/server-clock.tsx';
import { Card } from '#components/ui/card.tsx';
import { steadyEta, useEtaText } from './eta.ts';
import { TimeLeft } from '../catalog/time-left.tsx';
import type { Place } from './visit.ts';

function Figure({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1 border-t border-line pt-4">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="text-lg font-bold">{children}</dd>
    </div>
  );
}

/** A place in line, in figures. */
export function PlaceCard({ place, opensAt }: { place: Place; opensAt: string }) {
  const t = useTranslations('queue');
  const { number, moment } = useFormats();
  const etaText = useEtaText();
  const isOpen = useCountdown(opensAt) === 0;
  const [shown, setShown] = useState(place.etaSeconds);
  const eta = steadyEta(shown, place.etaSeconds);
  if (eta !== shown) setShown(eta);
  const wait = eta !== null ? etaText(eta) : t(place.paused !== null ? 'etaPaused' : isOpen ? 'etaUnknown' : 'etaNotOpen');
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
        <Figure name={t('wait')}>{wait}</Figure>
      </dl>
      {!isOpen && (
        <div className="flex flex-col gap-1 text-center">
          <TimeLeft until={opensAt} label={t('opensIn')} />
          <p className="text-muted">{t('openTime', { time: moment(opensAt) })}</p>
        </div>
      )}
      <div className="rounded-xl bg-raised p-4 text-center">
        <p className="font-semibold">{t('kept')}</p>
        <p className="mt-1 text-sm text-muted">{t('keptHow')}</p>
      </div>
    </Card>
  );
}
