'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Overview } from './figures.tsx';
import type { Lever } from './lever.ts';
import { LeverDialog } from './lever-dialog.tsx';
import { LeverRows } from './lever-rows.tsx';
import { LineState } from './line-state.tsx';
import { useLevers } from './use-levers.ts';

interface LeversProps {
  concertId: number;
  onSale: boolean;
  overview: Overview;
}

export function Levers({ concertId, onSale, overview }: LeversProps) {
  const t = useTranslations('admin');
  const levers = useLevers(overview);
  const [open, setOpen] = useState<Lever | null>(null);
  const [told, setTold] = useState('');
  const done = (what: string) => {
    setOpen(null);
    setTold(what);
  };
  const begin = (lever: Lever) => {
    setTold('');
    setOpen(lever);
  };
  return (
    <section aria-labelledby="levers" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <h2 id="levers" className="text-xl font-bold">
          {t('levers')}
        </h2>
        <LineState paused={overview.paused} onSale={onSale} />
      </div>
      <LeverRows levers={levers} onBegin={begin} />
      <p role="status" className="min-h-6 font-semibold text-success">
        {told}
      </p>
      {open !== null && <LeverDialog concertId={concertId} lever={open} onClose={() => setOpen(null)} onDone={done} />}
    </section>
  );
}
