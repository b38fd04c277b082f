'use client';

import { useTranslations } from 'next-intl';
import { updateInput } from '#server/concert/concert.schema.ts';
import { policyInput } from '#server/admin/admin.schema.ts';
import { ControlList } from '../control-list.tsx';
import { useDuration } from '../duration.ts';
import { useOtherQueueControls, useSaleControls } from '../use-controls.ts';
import { useQueueSet } from '../use-queue-set.ts';
import { useConcertUpdate } from './use-concert-update.ts';
import type { ConsoleConcert, Overview } from './types.ts';

interface OtherSettingsProps {
  concert: ConsoleConcert;
  overview: Overview;
  /** True in a sheet, which needs no fold. */
  isOpen: boolean;
}

/** The settings that change seldom during a sale, folded with their values. */
export function OtherSettings({ concert, overview, isOpen }: OtherSettingsProps) {
  const t = useTranslations('console.lever.others');
  const duration = useDuration();
  const values = {
    turn: duration(overview.sessionSeconds),
    absence: duration(overview.graceSeconds),
    seats: concert.maxSeats,
  };
  const controls = (
    <div className="flex flex-col gap-1">
      <PolicyControls {...{ concert, overview, isOpen }} />
      <SaleControls {...{ concert, overview, isOpen }} />
    </div>
  );
  if (isOpen) return controls;
  return (
    <details>
      <summary className="flex min-h-10 cursor-pointer flex-col justify-center">
        <span className="text-sm font-bold">{t('title')}</span>
        <span className="text-xs text-muted">{t('values', values)}</span>
      </summary>
      <div className="mt-2">{controls}</div>
    </details>
  );
}

function PolicyControls({ concert, overview, isOpen }: OtherSettingsProps) {
  const { concertId } = concert;
  const set = useQueueSet(concertId);
  return (
    <ControlList
      target={{ concertId }}
      isFound={!isOpen}
      controls={useOtherQueueControls(overview)}
      setting={{
        schema: policyInput,
        send: (input, done, onDone) => set.mutate({ input, done, onDone }),
        reset: set.reset,
        pending: set.isPending,
        error: set.error,
      }}
    />
  );
}

function SaleControls({ concert, overview, isOpen }: OtherSettingsProps) {
  const { concertId, version } = concert;
  const { set, change } = useConcertUpdate(concertId);
  return (
    <ControlList
      target={{ concertId, version }}
      isFound={!isOpen}
      controls={useSaleControls(concert, overview)}
      setting={{
        schema: updateInput,
        send: change,
        reset: set.reset,
        pending: set.isPending,
        error: set.error,
      }}
    />
  );
}
