'use client';

import { useTranslations } from 'next-intl';
import { policyInput } from '#server/admin/admin.schema.ts';
import { updateInput } from '#server/concert/concert.schema.ts';
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
      void utils.admin.concerts.get.invalidate({ concertId });
    },
  });
  return (
    <ControlList
      id="controls"
      title={t('queueControls')}
      state={<AdmissionBadge paused={overview.paused} onSale={onSale} />}
      target={{ concertId }}
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

export function SaleControls({ initial }: { initial: Outputs['admin']['concerts']['get'] }) {
  const { concertId } = initial;
  const t = useTranslations('admin');
  const utils = api.useUtils();
  const { data } = api.admin.concerts.get.useQuery({ concertId }, { initialData: initial });
  const set = api.admin.concerts.update.useMutation({
    onSuccess: () => {
      void utils.admin.audit.list.invalidate({ concertId });
      // Shows the new value before the message that says so.
      return Promise.all([
        utils.admin.concerts.get.invalidate({ concertId }),
        utils.catalog.concert.invalidate({ concertId }),
      ]);
    },
    // A refused change may be older than another editor's. The next dialog begins with that.
    onError: () => utils.admin.concerts.get.invalidate({ concertId }),
  });
  return (
    <ControlList
      id="sale-controls"
      title={t('saleControls')}
      target={{ concertId, version: data.version }}
      controls={useSaleControls(data)}
      setting={{
        schema: updateInput,
        send: (input, onSuccess) => set.mutate(input, { onSuccess }),
        reset: set.reset,
        pending: set.isPending,
        error: set.error,
      }}
    />
  );
}
