'use client';

import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { Seat } from './arrange.ts';
import type { Booking } from '../booking.ts';

interface MoveDialogProps {
  held: Booking | null;
  seat: Seat | null;
  onAnswer: (yes: boolean) => void;
}

/**
 * Asks for a confirmation, because taking the seat releases the held seats of another performance.
 */
export function MoveDialog({ held, seat, onAnswer }: MoveDialogProps) {
  const t = useTranslations('seating.elsewhere');
  const format = useFormats();
  if (held === null) return null;
  return (
    <Dialog
      open={seat !== null}
      onOpenChange={(open) => {
        if (!open) onAnswer(false);
      }}
      title={t('moveTitle')}
      description={t('about', { moment: format.moment(held.startsAt), count: held.seats.length })}
    >
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => onAnswer(true)}>{t('move', { seat: seat?.seat ?? 0 })}</Button>
        <Button variant="secondary" onClick={() => onAnswer(false)}>
          {t('keep')}
        </Button>
      </div>
    </Dialog>
  );
}
