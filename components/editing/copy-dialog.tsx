'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRouter } from '../navigation.ts';
import { concertBounds, copyInput } from '#server/concert/concert.schema.ts';
import { api } from '../api.ts';
import { useFormats } from '../format.tsx';
import { halfWidth } from '../half-width.ts';
import { Field } from '../ui/field.tsx';
import type { StepProps } from './step.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { useRawChange } from '../admin/use-change.tsx';

const dayMs = 86_400_000;
const typedDays = (typed: string): number =>
  /^-?\d+$/.test(halfWidth(typed).trim()) ? Number(halfWidth(typed)) : Number.NaN;

/** Copies a concert as a draft with later times, and opens the copy's settings. */
export function CopyDialog({ concert, onClose }: StepProps) {
  const t = useTranslations('editing.life.copy');
  const { moment, number } = useFormats();
  const router = useRouter();
  const utils = api.useUtils();
  const [typed, setTyped] = useState('7');
  const [isWrong, setWrong] = useState(false);
  const { concertId, opensAt, performances } = concert;
  const input = copyInput.safeParse({ concertId, shiftDays: typedDays(typed) }).data;
  const copy = useRawChange(
    (given: { concertId: number; shiftDays: number }) =>
      utils.client.admin.concerts.copy.mutate(given),
    (copied) => router.push(`/admin/concerts/${copied.concertId}/settings`),
  );
  const later = new Date(Date.parse(opensAt) + (input?.shiftDays ?? 0) * dayMs).toISOString();
  return (
    <ConfirmDialog
      title={t('title')}
      description={t('effect', { dates: performances.length, sale: moment(later) })}
      confirm={t('action')}
      pending={copy.isPending}
      error={copy.error}
      onClose={onClose}
      onConfirm={() => {
        setWrong(input === undefined);
        if (input !== undefined) copy.run(input);
      }}
    >
      <Field
        label={t('days')}
        hint={t('daysHint', { max: number(concertBounds.shiftDaysMax) })}
        error={isWrong ? t('daysWrong', { max: number(concertBounds.shiftDaysMax) }) : undefined}
        inputMode="text"
        autoComplete="off"
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setWrong(false);
        }}
      />
    </ConfirmDialog>
  );
}
