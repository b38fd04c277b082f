'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { controlReasonMax } from '#server/schema/reason.schema.ts';
import type { AdminSeat } from '../admin/seat-words.ts';
import { ReasonDialog } from '../admin/reason-dialog.tsx';
import { api } from '../api.ts';
import { newKey } from '../attempt-key.ts';
import { useFormats } from '../format.tsx';
import { useUntilAnswered } from '../network/until-answered.ts';
import { Checking } from '../turn/checking.tsx';
import { useToast } from '../ui/toast.tsx';
import type { DateOfConcert, StepProps } from './step.ts';
import type { Concert } from './fields.ts';
import { refundsOf } from './refunds.ts';

interface CancelDialogProps extends StepProps {
  /** Date to cancel, or undefined for the whole concert. */
  date?: DateOfConcert | undefined;
}

/**
 * Cancels a date or a concert. States how many payments and won are refunded, how many seats are
 * held, and how many people wait.
 */
export function CancelDialog({ concert, date, reload, onClose }: CancelDialogProps) {
  const t = useTranslations('editing.cancel');
  const { moment, won } = useFormats();
  const toast = useToast();
  const utils = api.useUtils();
  const effect = useEffectOf(concert, date);
  const { concertId } = concert;
  // A corrected reason is another request, so that each press has its own key.
  const [idempotencyKey, setKey] = useState(newKey);
  const cancel = useUntilAnswered({
    send: (reason: string, signal) =>
      date === undefined
        ? utils.client.admin.concerts.cancel.mutate(
            { concertId, reason, idempotencyKey },
            { signal },
          )
        : utils.client.admin.performances.cancel.mutate(
            { performanceId: date.performanceId, reason, idempotencyKey },
            { signal },
          ),
    onSuccess: async ({ refunds }) => {
      await reload();
      toast(t('done', { payments: refunds }));
      onClose();
    },
    onError: () => setKey(newKey()),
  });
  const words = typeof effect === 'string' ? null : { ...effect, amount: won(effect.amount) };
  const kind = date === undefined ? 'concert' : 'date';
  return (
    <ReasonDialog
      title={
        date === undefined ? t('concertTitle') : t('dateTitle', { date: moment(date.startsAt) })
      }
      description={typeof effect === 'string' ? t(effect) : t(`${kind}Effect`, { ...words })}
      confirm={words === null ? t('action') : t('confirm', words)}
      variant="danger"
      pending={cancel.isPending || effect === 'counting'}
      error={cancel.error}
      reasonMax={controlReasonMax}
      onClose={onClose}
      onConfirm={cancel.mutate}
    >
      {cancel.checking && <Checking what="refund" />}
    </ReasonDialog>
  );
}

type Effect = 'counting' | 'uncounted' | (ReturnType<typeof refundsOf> & { waiting: number });

/** Counts what the cancellation ends. A failed count does not prevent the cancellation. */
function useEffectOf(
  { concertId, performances }: Concert,
  date: DateOfConcert | undefined,
): Effect {
  const dates = date === undefined ? performances : [date];
  const open = dates.filter(({ cancelledAt }) => cancelledAt === null);
  const maps = api.useQueries((t) =>
    open.map(({ performanceId }) => t.admin.seatMap({ performanceId })),
  );
  const overview = api.admin.overview.useQuery({ concertId });
  const seats = maps.flatMap(({ data }): AdminSeat[] => data ?? []);
  const isCounted = maps.every(({ data }) => data !== undefined);
  if (isCounted && overview.data !== undefined)
    return { ...refundsOf(seats), waiting: overview.data.waiting };
  return [overview, ...maps].some(({ isError }) => isError) ? 'uncounted' : 'counting';
}
