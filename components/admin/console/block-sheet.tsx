'use client';

import { useTranslations } from 'next-intl';
import { changeReasonMax } from '#server/schema/reason.schema.ts';
import { Sheet } from '../../ui/sheet.tsx';
import { ReasonForm } from '../reason-form.tsx';
import { useBlock } from './use-block.ts';

export type BlockVerb = 'block' | 'unblock';
interface BlockSheetProps {
  verb: BlockVerb;
  performanceId: number;
  seats: readonly number[];
  onClose: () => void;
  onDone: () => void;
}

/** Blocks or unblocks several seats of a date. */
export function BlockSheet({ verb, performanceId, seats, onClose, onDone }: BlockSheetProps) {
  const t = useTranslations('console.seatVerb');
  const words = { seats: seats.join(', '), person: '' };
  const change = useBlock(performanceId, onDone);
  return (
    <Sheet title={t(`${verb}.action`)} onClose={onClose}>
      <ReasonForm
        confirm={t(`${verb}.confirm`, words)}
        variant={verb === 'block' ? 'danger' : 'primary'}
        pending={change.isPending}
        error={change.error}
        reasonMax={changeReasonMax}
        onConfirm={(reason) => change.mutate({ verb, seats: [...seats], reason })}
      >
        <p>{t(`${verb}.effect`, words)}</p>
      </ReasonForm>
    </Sheet>
  );
}
