'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { changeReasonMax } from '#server/schema/reason.schema.ts';
import { buttonClass } from '../../ui/button.tsx';
import { forecast } from '../effects.ts';
import { useOverview } from '../live/live-concert.tsx';
import { useHalfHour } from '../live/use-half-hour.ts';
import { ReasonDialog } from '../reason-dialog.tsx';
import { turnMinutesOf } from '../rates.ts';
import { useVerb } from '../frame/verbs.tsx';
import { useMay } from '../staff.tsx';
import { useQueueSet } from '../use-queue-set.ts';
import type { ConsoleConcert } from './types.ts';
import { useEffectText } from './effect-text.ts';

/** Pauses or resumes admission. */
export function PauseButton({ concert: { concertId } }: { concert: ConsoleConcert }) {
  const t = useTranslations();
  const may = useMay();
  const { data: overview } = useOverview();
  const [open, setOpen] = useState<'pause' | 'resume' | null>(null);
  const set = useQueueSet(concertId);
  const turn = overview?.paused === true ? 'resume' : 'pause';
  const begin = () => {
    set.reset();
    setOpen(turn);
  };
  useVerb(['pause'], begin);
  const effect = usePauseEffect(open ?? turn);
  if (!may('manage') || overview === undefined) return null;
  return (
    <>
      <button
        type="button"
        onClick={begin}
        className={buttonClass(
          turn === 'pause' ? 'danger' : 'secondary',
          'min-h-11 px-3 text-sm whitespace-nowrap lg:min-h-10',
        )}
      >
        <span className="hidden lg:inline">{t(`admin.control.${turn}.action`)}</span>
        <span className="lg:hidden">{t(`console.${turn}Short`)}</span>
      </button>
      {open !== null && (
        <ReasonDialog
          title={t(`admin.control.${open}.title`)}
          description={`${effect} ${t(`admin.control.${open}.description`)}`}
          confirm={t(`admin.control.${open}.action`)}
          variant={open === 'pause' ? 'danger' : 'primary'}
          pending={set.isPending}
          error={set.error}
          reasonMax={changeReasonMax}
          onClose={() => setOpen(null)}
          onConfirm={(reason) =>
            set.mutate({
              input: { concertId, paused: open === 'pause', reason },
              done: t(`admin.control.${open}.done`),
              onDone: () => setOpen(null),
            })
          }
        />
      )}
    </>
  );
}

/** States in numbers what the pause, or its end, does. */
function usePauseEffect(turn: 'pause' | 'resume'): string {
  const t = useTranslations('console');
  const { data } = useOverview();
  const history = useHalfHour();
  const text = useEffectText();
  if (data === undefined) return '';
  if (turn === 'pause') return t('pauseEffect', { waiting: data.waiting });
  const figures = { ...data, turnMinutes: turnMinutesOf(history) };
  return text(forecast(figures), figures);
}
