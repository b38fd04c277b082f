'use client';

import { useLocale, useTranslations } from 'next-intl';
import { api, type Outputs } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { textIn } from '../localized.ts';
import { useRouter } from '../navigation.ts';
import { useUntilAnswered } from '../network/until-answered.ts';
import { staffChangePollMs } from '../query-client.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Notice } from '../ui/notice.tsx';

export type Gifts = Outputs['ticket']['gifts'];

/** Lists the tickets that other people give to the user, each with accept and decline. */
export function GiftsToAccept({ initial }: { initial: Gifts }) {
  const t = useTranslations('tickets.gift');
  const { data } = api.ticket.gifts.useQuery(undefined, {
    initialData: initial,
    refetchInterval: staffChangePollMs,
  });
  if (data.length === 0) return null;
  return (
    <section aria-labelledby="gifts" className="flex flex-col gap-3">
      <h2 id="gifts" className="text-xl font-bold">
        {t('toAccept')}
      </h2>
      <ul className="grid gap-3 md:grid-cols-2">
        {data.map((gift) => (
          <li key={gift.giftId}>
            <Gift gift={gift} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Gift({ gift }: { gift: Gifts[number] }) {
  const t = useTranslations('tickets');
  const locale = useLocale();
  const { moment } = useFormats();
  const refusalText = useRefusalText();
  const { giftId, from, texts, startsAt, seat, grade, expiresAt } = gift;
  const { accept, decline } = useAnswer(giftId);
  const isPending = accept.isPending || decline.isPending;
  const error = accept.error ?? decline.error;
  const title = textIn(locale, texts.title);
  return (
    <Card className="flex h-full flex-col gap-3">
      <h3 className="text-lg font-bold">{title}</h3>
      <div className="text-muted">
        <p>
          <time dateTime={startsAt}>{moment(startsAt)}</time> · {textIn(locale, texts.venue)}
        </p>
        <p>{t('seatAndGrade', { seat, grade })}</p>
        <p>{t('gift.from', { name: `\u2068${from}\u2069` })}</p>
        <p className="text-sm">{t('gift.until', { time: moment(expiresAt) })}</p>
      </div>
      {error !== null && <Notice tone="danger">{refusalText(error)}</Notice>}
      <div className="mt-auto flex flex-wrap gap-2">
        <Button aria-disabled={isPending} onClick={() => isPending || accept.mutate(undefined)}>
          {t('gift.accept')}
          <span className="sr-only"> · {title}</span>
        </Button>
        <Button
          variant="secondary"
          aria-disabled={isPending}
          onClick={() => isPending || decline.mutate(undefined)}
        >
          {t('gift.decline')}
          <span className="sr-only"> · {title}</span>
        </Button>
      </div>
    </Card>
  );
}

/** The procedures answer a repetition as the first call, so an unanswered one is sent again. */
function useAnswer(giftId: number) {
  const utils = api.useUtils();
  const { push } = useRouter();
  const accept = useUntilAnswered({
    send: (_: undefined, signal) => utils.client.ticket.accept.mutate({ giftId }, { signal }),
    onSuccess: ({ reservationId }) => {
      push(`/reservations/${reservationId}`);
      return utils.invalidate();
    },
  });
  const decline = useUntilAnswered({
    send: (_: undefined, signal) => utils.client.ticket.return.mutate({ giftId }, { signal }),
    onSuccess: () => utils.ticket.gifts.invalidate(),
  });
  return { accept, decline };
}
