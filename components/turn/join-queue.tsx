'use client';

import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useRouter } from '../navigation.ts';
import { api } from '../api.ts';
import { refusalOf, useRefusalText } from '../errors.ts';
import { TermsRefused } from '../terms/terms-refused.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { retryAfterSeconds } from '../network/retry-after.ts';
import { useSecondsLeft } from '../network/use-seconds-left.ts';
import { placeOrJoin } from './place-or-join.ts';

/** Opens the waiting room unless the user gets an immediate turn. */
export function JoinQueue({ concertId, label }: { concertId: number; label: string }) {
  const router = useRouter();
  const utils = api.useUtils();
  const t = useTranslations('queue');
  const refusalText = useRefusalText();
  const { queue } = utils.client;
  const join = useMutation({
    // Reads the place first, because the user may have joined in another tab.
    mutationFn: () =>
      placeOrJoin(
        {
          status: () => queue.status.query({ concertId }),
          join: () => queue.join.mutate({ concertId }),
        },
        null,
      ),
    onSuccess: async (joined) => {
      utils.queue.status.setData({ concertId }, joined);
      if (joined.state === 'WAITING') router.push(`/concerts/${concertId}/queue`);
      else router.refresh();
      await Promise.all([
        utils.seating.invalidate(),
        utils.reservation.invalidate(),
        utils.catalog.dates.invalidate(),
      ]);
    },
  });
  const seconds = useSecondsLeft(retryAfterSeconds(join.error) * 1_000, join.error);
  const mayPress = !join.isPending && seconds === 0;
  return (
    <>
      <Button
        aria-disabled={!mayPress}
        onClick={() => {
          if (mayPress) join.mutate();
        }}
      >
        {label}
      </Button>
      {join.error !== null &&
        (refusalOf(join.error).code === 'TERMS' ? (
          <TermsRefused onAccepted={() => join.mutate()} />
        ) : (
          <Notice tone="danger">{refusalText(join.error)}</Notice>
        ))}
      {seconds > 0 && (
        <p className="text-center text-sm tabular-nums text-muted">{t('pressIn', { seconds })}</p>
      )}
    </>
  );
}
