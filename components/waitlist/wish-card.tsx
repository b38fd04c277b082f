'use client';

import { useTranslations } from 'next-intl';
import { api } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { useUntilAnswered } from '../network/until-answered.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';
import type { OwnWish } from './own-wish.ts';

/** Shows the rank and the latest offers to others, and lets the user leave. */
export function WishCard({ wish }: { wish: OwnWish }) {
  const t = useTranslations('waitlist');
  const { moment } = useFormats();
  const refusalText = useRefusalText();
  const utils = api.useUtils();
  const { waitlistId } = wish;
  const leave = useUntilAnswered({
    send: (_: undefined, signal) => utils.client.waitlist.leave.mutate({ waitlistId }, { signal }),
    onSettled: () => utils.waitlist.invalidate(),
  });
  return (
    <Card className="flex flex-col gap-4">
      <p role="status" className="flex items-baseline gap-2">
        <span>{t('rank')}</span>
        <strong data-rank className="text-3xl tabular-nums">
          {t('place', { rank: wish.rank ?? 0 })}
        </strong>
      </p>
      <p className="text-sm text-muted">
        {t(wish.isCollecting ? 'collecting' : 'about', { party: wish.party })}
      </p>
      {wish.earlierOffers.length > 0 && (
        <section aria-labelledby="earlier">
          <h2 id="earlier" className="font-bold">
            {t('earlier', { number: wish.number })}
          </h2>
          <ul className="mt-1 flex flex-col gap-1 text-sm">
            {wish.earlierOffers.slice(0, 5).map(({ number, seats, at, outcome }) => (
              <li key={`${String(number)}-${at}`}>
                {t('earlierOffer', { number, seats, time: moment(at) })} ·{' '}
                {t(
                  `outcome.${outcome === 'ACCEPTED' ? 'ACCEPTED' : outcome === null ? 'OPEN' : 'PASSED'}`,
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {leave.error !== null && <Notice tone="danger">{refusalText(leave.error)}</Notice>}
      <Button
        variant="secondary"
        aria-disabled={leave.isPending}
        onClick={() => leave.isPending || leave.mutate(undefined)}
      >
        {t('leave')}
      </Button>
    </Card>
  );
}
