'use client';

import { useTranslations } from 'next-intl';
import { policyInput, saleInput } from '#server/admin/admin.schema.ts';
import { api, type Outputs } from '../api.ts';
import type { Overview } from './figures.tsx';
import { ControlList } from './control-list.tsx';
import { AdmissionBadge } from './admission-badge.tsx';
import { useQueueControls, useSaleControls } from './use-controls.ts';

interface QueueControlsProps {
  concertId: number;
  onSale: boolean;
  overview: Overview;
}

export function QueueControls({ concertId, onSale, overview }: QueueControlsProps) {
  const t = useTranslations('admin');
  const utils = api.useUtils();
  const set = api.admin.queue.set.useMutation({
    // Cancels a read in flight, because its response is older than the change.
    onMutate: () => utils.admin.overview.cancel({ concertId }),
    onSuccess: (policy) => {
      utils.admin.overview.setData({ concertId }, (before) => before && { ...before, ...policy });
      void utils.admin.audit.list.invalidate({ concertId });
    },
  });
  return (
    <ControlList
      id="controls"
      title={t('queueControls')}
      state={<AdmissionBadge paused={overview.paused} onSale={onSale} />}
      concertId={concertId}
      controls={useQueueControls(overview)}
      setting={{
        schema: policyInput,
        send: (input, onSuccess) => set.mutate(input, { onSuccess }),
        reset: set.reset,
        pending: set.isPending,
        error: set.error,
      }}
    />
  );
}

export function SaleControls({ concert }: { concert: Outputs['catalog']['concert'] }) {
  const { concertId } = concert;
  const t = useTranslations('admin');
  const utils = api.useUtils();
  const { data } = api.catalog.concert.useQuery({ concertId }, { initialData: concert });
  const set = api.admin.concert.set.useMutation({
    onSuccess: (sale) => {
      utils.catalog.concert.setData({ concertId }, (before) => before && { ...before, ...sale });
      void utils.admin.audit.list.invalidate({ concertId });
    },
  });
  return (
    <ControlList
      id="sale-controls"
      title={t('saleControls')}
      concertId={concertId}
      controls={useSaleControls(data)}
      setting={{
        schema: saleInput,
        send: (input, onSuccess) => set.mutate(input, { onSuccess }),
        reset: set.reset,
        pending: set.isPending,
        error: set.error,
      }}
    />
  );
}
