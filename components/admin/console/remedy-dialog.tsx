'use client';

import { useTranslations } from 'next-intl';
import { changeReasonMax } from '#server/schema/reason.schema.ts';
import { api } from '../../api.ts';
import { CloseDialog } from '../close-dialog.tsx';
import { useServerTime } from '../../server-clock.tsx';
import { useDuration } from '../duration.ts';
import type { Remedy } from '../findings.ts';
import { ReasonDialog } from '../reason-dialog.tsx';
import { useQueueSet } from '../use-queue-set.ts';
import type { ConsoleConcert, Overview } from './types.ts';

const minuteMs = 60_000;

interface RemedyDialogProps {
  remedy: Remedy;
  concert: ConsoleConcert;
  overview: Overview;
  onClose: () => void;
}

/** Asks for the reason of a remedy that has no lever in place. */
export function RemedyDialog(props: RemedyDialogProps) {
  const { remedy, concert, onClose } = props;
  const utils = api.useUtils();
  const reload = () => utils.admin.invalidate();
  if (remedy.lever !== 'close') return <PolicyDialog {...props} />;
  return <CloseDialog concert={concert} reload={reload} onClose={onClose} />;
}

function PolicyDialog({
  remedy,
  concert: { concertId },
  overview: { waiting, opensAt },
  onClose,
}: RemedyDialogProps) {
  const t = useTranslations('console.remedy');
  const duration = useDuration();
  const nowMs = useServerTime();
  const set = useQueueSet(concertId);
  const { lever } = remedy;
  if (lever === 'close') return null;
  const value = 'value' in remedy ? remedy.value : 0;
  const minutes = Math.max(0, Math.ceil((Date.parse(opensAt) - (nowMs ?? 0)) / minuteMs));
  const words = { waiting, minutes, duration: duration(value) };
  const change = (): object => {
    if (lever === 'resume') return { paused: false };
    // The queue may not open after the sale.
    if (lever === 'openLine')
      return {
        lineOpensAt: new Date(Math.min(nowMs ?? 0, Date.parse(opensAt))).toISOString(),
      };
    return { [lever]: value };
  };
  return (
    <ReasonDialog
      title={t(`${lever}.title`, words)}
      description={t(`${lever}.effect`, words)}
      confirm={t(`${lever}.confirm`, words)}
      pending={set.isPending}
      error={set.error}
      reasonMax={changeReasonMax}
      onClose={onClose}
      onConfirm={(reason) =>
        set.mutate({
          input: { concertId, ...change(), reason },
          done: t(`${lever}.done`, words),
          onDone: onClose,
        })
      }
    />
  );
}
