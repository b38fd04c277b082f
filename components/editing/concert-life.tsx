'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { stepVerbs } from '../admin/frame/verb-names.ts';
import { useVerb } from '../admin/frame/verbs.tsx';
import { useMay } from '../admin/staff.tsx';
import { type Step, stepsIn } from '../admin/steps.ts';
import { api } from '../api.ts';
import { useFormats } from '../format.tsx';
import { Badge, type BadgeTone } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useToast } from '../ui/toast.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { Checklist } from './checklist.tsx';
import { CloseDialog } from '../admin/close-dialog.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { CopyDialog } from './copy-dialog.tsx';
import type { Concert } from './fields.ts';
import { Section } from './inputs.tsx';
import type { Reloaded, StepProps } from './step.ts';
import { useRawChange } from '../admin/use-change.tsx';

const tones: Record<Concert['state'], BadgeTone> = {
  DRAFT: 'warning',
  PUBLISHED: 'success',
  ENDED: 'neutral',
  CANCELLED: 'danger',
};

/** Shows the state of a concert, and the steps that change it. */
export function ConcertLife({
  concert,
  reload,
  hasUnsaved,
}: Reloaded & {
  /** True if the form has changes, which a publication would not have. */
  hasUnsaved: boolean;
}) {
  const t = useTranslations('editing.life');
  const may = useMay();
  const [step, setStep] = useState<Step | null>(null);
  const { state, archived, lacking, cancellation } = concert;
  const allows = (wanted: Step) => stepsIn[state].some((allowed) => allowed === wanted);
  const isReady = !hasUnsaved && lacking.length === 0;
  useVerb(stepVerbs, (verb) => {
    if (verb !== 'publish' || isReady) setStep(verb);
  });
  const props = { concert, reload, onClose: () => setStep(null) };
  return (
    <Section id="life" title={t('heading')}>
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={tones[state]}>{t(`state.${state}`)}</Badge>
        {archived && <Badge>{t('archived')}</Badge>}
        <p className="basis-full text-muted">{t(`about.${state}`)}</p>
      </div>
      <Refunds cancellation={cancellation} />
      {state === 'DRAFT' && <Checklist lacking={lacking} />}
      {state === 'DRAFT' && hasUnsaved && <Notice>{t('saveFirst')}</Notice>}
      <div className="flex flex-wrap gap-2">
        {allows('publish') && (
          <Button aria-disabled={!isReady} onClick={() => isReady && setStep('publish')}>
            {t('publish.action')}
          </Button>
        )}
        {allows('close') && (
          <Button variant="danger" onClick={() => setStep('close')}>
            {t('close.action')}
          </Button>
        )}
        {allows('archive') && (
          <Button variant="secondary" onClick={() => setStep('archive')}>
            {archived ? t('unarchive.action') : t('archive.action')}
          </Button>
        )}
        {may('createConcerts') && (
          <Button variant="secondary" onClick={() => setStep('copy')}>
            {t('copy.action')}
          </Button>
        )}
        {allows('cancel') && (
          <Button variant="danger" onClick={() => setStep('cancel')}>
            {t('cancel')}
          </Button>
        )}
      </div>
      {step === 'publish' && <PublishDialog {...props} />}
      {step === 'close' && <CloseDialog {...props} />}
      {step === 'archive' && <ArchiveDialog {...props} />}
      {step === 'copy' && <CopyDialog {...props} />}
      {step === 'cancel' && <CancelDialog {...props} />}
    </Section>
  );
}

/** Shows how many payments of the cancelled dates are refunded. */
function Refunds({ cancellation }: Pick<Concert, 'cancellation'>) {
  const t = useTranslations('editing.life');
  const { number } = useFormats();
  if (cancellation === null || cancellation.total === 0) return null;
  const { refunded, total } = cancellation;
  return (
    <div className="flex flex-col gap-1.5">
      <p role="status" className="font-semibold tabular-nums">
        {t('refunded', { refunded: number(refunded), total: number(total) })}
      </p>
      <progress aria-label={t('refunds')} max={total} value={refunded} className="w-full" />
    </div>
  );
}

function PublishDialog({ concert, reload, onClose }: StepProps) {
  const t = useTranslations('editing.life.publish');
  const { moment } = useFormats();
  const toast = useToast();
  const utils = api.useUtils();
  const { concertId, version, performances, opensAt, lineOpensAt } = concert;
  const usualLeadMs = 30 * 60_000;
  const opening = lineOpensAt ?? new Date(Date.parse(opensAt) - usualLeadMs).toISOString();
  const publish = useRawChange(
    () => utils.client.admin.concerts.publish.mutate({ concertId, version }),
    async () => {
      await reload();
      toast(t('done'));
      onClose();
    },
    reload,
  );
  return (
    <ConfirmDialog
      title={t('title')}
      description={t('effect', {
        dates: performances.length,
        seats: performances.reduce((sum, { seats }) => sum + seats.length, 0),
        line: moment(opening),
        sale: moment(opensAt),
      })}
      confirm={t('action')}
      pending={publish.isPending}
      error={publish.error}
      onClose={onClose}
      onConfirm={() => publish.run(undefined)}
    />
  );
}

function ArchiveDialog({ concert, reload, onClose }: StepProps) {
  const t = useTranslations('editing.life');
  const toast = useToast();
  const utils = api.useUtils();
  const { concertId, version, archived } = concert;
  const word = archived ? 'unarchive' : 'archive';
  const archive = useRawChange(
    () => utils.client.admin.concerts.archive.mutate({ concertId, version, archived: !archived }),
    async () => {
      await reload();
      toast(t(`${word}.done`));
      onClose();
    },
    reload,
  );
  return (
    <ConfirmDialog
      title={t(`${word}.title`)}
      description={t(`${word}.effect`, { dates: concert.performances.length })}
      confirm={t(`${word}.action`)}
      pending={archive.isPending}
      error={archive.error}
      onClose={onClose}
      onConfirm={() => archive.run(undefined)}
    />
  );
}
