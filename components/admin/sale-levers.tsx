'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api, type Outputs } from '../api.ts';
import type { SaleLever } from './lever.ts';
import { LeverRows } from './lever-rows.tsx';
import { SaleDialog } from './sale-dialog.tsx';
import { useSaleLevers } from './use-sale-levers.ts';

/** How a concert is sold, and what can be changed about it. */
export function SaleLevers({ concert }: { concert: Outputs['catalog']['concert'] }) {
  const { concertId } = concert;
  const t = useTranslations('admin');
  const { data } = api.catalog.concert.useQuery({ concertId }, { initialData: concert });
  const levers = useSaleLevers(data);
  const [open, setOpen] = useState<SaleLever | null>(null);
  const [told, setTold] = useState('');
  const begin = (lever: SaleLever) => {
    setTold('');
    setOpen(lever);
  };
  const done = (what: string) => {
    setOpen(null);
    setTold(what);
  };
  return (
    <section aria-labelledby="sale-levers" className="flex flex-col gap-3">
      <h2 id="sale-levers" className="text-xl font-bold">
        {t('saleLevers')}
      </h2>
      <LeverRows levers={levers} onBegin={begin} />
      <p role="status" className="min-h-6 font-semibold text-success">
        {told}
      </p>
      {open !== null && <SaleDialog concertId={concertId} lever={open} onClose={() => setOpen(null)} onDone={done} />}
    </section>
  );
}
