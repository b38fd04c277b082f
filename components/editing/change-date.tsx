'use client';

import { useTranslations } from 'next-intl';
import { changeReasonMax } from '#server/schema/reason.schema.ts';
import { momentAsTyped } from '../admin/control.ts';
import { ReasonDialog } from '../admin/reason-dialog.tsx';
import { api } from '../api.ts';
import { useFormats } from '../format.tsx';
import { Field } from '../ui/field.tsx';
import { useToast } from '../ui/toast.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import type { DateOfConcert, StepProps } from './step.ts';
import { useRawChange } from '../admin/use-change.tsx';
import { useStart } from './use-start.ts';

interface ChangeDateProps extends StepProps {
  date: DateOfConcert;
}

/** Counts the held and the sold seats of a date; null until they are known. */
function useTaken(performanceId: number): { held: number; sold: number } | null {
  const { data } = api.admin.seatMap.useQuery({ performanceId });
  const count = (state: string) => data?.filter((seat) => seat.state === state).length ?? 0;
  return data === undefined ? null : { held: count('held'), sold: count('sold') };
}

/** Moves a date. States how many holds and tickets the move concerns. */
export function MoveDate({ concert, date, reload, onClose }: ChangeDateProps) {
  const t = useTranslations('editing.dates.move');
  const { moment } = useFormats();
  const toast = useToast();
  const utils = api.useUtils();
  const taken = useTaken(date.performanceId);
  const { performanceId, startsAt: from } = date;
  const move = useRawChange(
    ({ startsAt, reason }: { startsAt: string; reason: string }) =>
      utils.client.admin.performances.move.mutate({
        performanceId,
        version: concert.version,
        startsAt,
        reason,
      }),
    async () => {
      await reload();
      toast(t('done'));
      onClose();
    },
    reload,
  );
  // The own start counts as taken, too, because a move to it would change nothing.
  const others = concert.performances.map(({ startsAt }) => startsAt);
  const start = useStart(momentAsTyped(from), { opensAt: concert.opensAt, others }, move.error);
  const confirm = (reason: string) => {
    const startsAt = start.read();
    if (startsAt !== null) move.run({ startsAt, reason });
  };
  return (
    <ReasonDialog
      title={t('title', { from: moment(from) })}
      description={
        concert.state === 'DRAFT'
          ? t('effectOfDraft')
          : taken === null
            ? t('effectUnknown')
            : t('effect', taken)
      }
      confirm={t('action')}
      pending={move.isPending}
      error={start.isRefused ? null : move.error}
      reasonMax={changeReasonMax}
      onClose={onClose}
      onConfirm={confirm}
    >
      <Field {...start.field} />
    </ReasonDialog>
  );
}

/** Removes a date that nobody has seats of. */
export function RemoveDate({ concert, date, reload, onClose }: ChangeDateProps) {
  const t = useTranslations('editing.dates.remove');
  const { moment } = useFormats();
  const toast = useToast();
  const utils = api.useUtils();
  const { performanceId, startsAt, seats } = date;
  const remove = useRawChange(
    () =>
      utils.client.admin.performances.remove.mutate({ performanceId, version: concert.version }),
    async () => {
      await reload();
      toast(t('done'));
      onClose();
    },
    reload,
  );
  return (
    <ConfirmDialog
      title={t('title', { date: moment(startsAt) })}
      description={t('effect', { seats: seats.length })}
      confirm={t('action')}
      variant="danger"
      pending={remove.isPending}
      error={remove.error}
      onClose={onClose}
      onConfirm={() => remove.run(undefined)}
    />
  );
}
