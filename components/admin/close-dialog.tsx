'use client';

import { useTranslations } from 'next-intl';
import { changeReasonMax } from '#server/schema/reason.schema.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { api } from '../api.ts';
import { useToast } from '../ui/toast.tsx';
import { useRawChange } from './use-change.tsx';

interface CloseDialogProps {
  concert: { concertId: number; version: number };
  /** Reads the newest version of the concert. */
  reload: () => Promise<unknown>;
  onClose: () => void;
}

/** Ends the sale for good. States how many people wait and how many seats are held. */
export function CloseDialog({ concert, reload, onClose }: CloseDialogProps) {
  const { concertId, version } = concert;
  const t = useTranslations('editing.life.close');
  const toast = useToast();
  const utils = api.useUtils();
  const overview = api.admin.overview.useQuery({ concertId });
  const close = useRawChange(
    (reason: string) => utils.client.admin.concerts.close.mutate({ concertId, version, reason }),
    async () => {
      await reload();
      toast(t('done'));
      onClose();
    },
    reload,
  );
  const { waiting, held } = overview.data ?? { waiting: 0, held: 0 };
  return (
    <ReasonDialog
      title={t('title')}
      description={
        overview.data === undefined ? t('effectUnknown') : t('effect', { waiting, held })
      }
      confirm={t('action')}
      variant="danger"
      pending={close.isPending}
      error={close.error}
      reasonMax={changeReasonMax}
      onClose={onClose}
      onConfirm={close.run}
    />
  );
}
