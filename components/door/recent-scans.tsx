'use client';

import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { controlReasonMax } from '#server/schema/reason.schema.ts';
import { ReasonDialog } from '../admin/reason-dialog.tsx';
import { useFormats } from '../format.tsx';
import { Button } from '../ui/button.tsx';
import { cn } from '../ui/cn.ts';
import type { DoorDevice } from './door-device.ts';
import type { RecentScan } from './log.ts';
import { looks } from './result-panel.tsx';

type Undo = DoorDevice['undo'];

/** Lists the latest scans of this device, newest first, each with its undo. */
export function RecentScans({ scans, onUndo }: { scans: RecentScan[]; onUndo: Undo }) {
  const t = useTranslations('door');
  const [undoing, setUndoing] = useState<RecentScan | null>(null);
  return (
    <section aria-labelledby="recent" className="flex flex-col gap-3">
      <h2 id="recent" className="text-xl font-bold">
        {t('recent')}
      </h2>
      {scans.length === 0 && <p className="text-muted">{t('noScans')}</p>}
      <ul className="flex flex-col divide-y divide-line">
        {scans.map((scan) => (
          <Row key={scan.scanId} scan={scan} onUndo={() => setUndoing(scan)} />
        ))}
      </ul>
      {undoing !== null && (
        <UndoDialog scan={undoing} onUndo={onUndo} onClose={() => setUndoing(null)} />
      )}
    </section>
  );
}

function Row({ scan, onUndo }: { scan: RecentScan; onUndo: () => void }) {
  const t = useTranslations('door');
  const { time } = useFormats();
  const { state, seat, at, ticketId } = scan;
  const { tone, Icon } = looks[state];
  return (
    <li className="flex min-h-14 items-center gap-3 py-1">
      <span className={cn('rounded-xl p-2', tone)}>
        <Icon aria-hidden className="size-5" />
      </span>
      <p className="min-w-0 flex-1">
        <span className="font-semibold">{t(`state.${state}`)}</span>
        {seat !== null && ` · ${t('seat', { seat })}`}
        <span className="block text-sm text-muted">{time(at)}</span>
      </p>
      {state === 'VALID' && ticketId !== null && (
        <Button
          variant="ghost"
          aria-label={seat === null ? t('undo') : t('undoSeat', { seat })}
          onClick={onUndo}
        >
          {t('undo')}
        </Button>
      )}
    </li>
  );
}

interface UndoDialogProps {
  scan: RecentScan;
  onUndo: Undo;
  onClose: () => void;
}

function UndoDialog({ scan, onUndo, onClose }: UndoDialogProps) {
  const t = useTranslations('door');
  const { scanId, ticketId, seat } = scan;
  const undo = useMutation({
    mutationFn: (reason: string) => onUndo(scanId, ticketId ?? 0, reason),
    onSuccess: onClose,
  });
  return (
    <ReasonDialog
      title={t('undoSeat', { seat: seat ?? 0 })}
      description={t('undoAbout')}
      confirm={t('undo')}
      pending={undo.isPending}
      error={undo.error}
      reasonMax={controlReasonMax}
      onClose={onClose}
      onConfirm={(reason) => undo.mutate(reason)}
    />
  );
}
