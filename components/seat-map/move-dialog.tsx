'use client';

import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { Booking } from '../booking.ts';
import type { Asked } from './use-picker.ts';

interface MoveDialogProps {
  held: Booking;
  asked: Asked;
  onAnswer: (isYes: boolean) => void;
}

/**
 * Asks for a confirmation, because the new choice releases the held seats of another performance.
 */
export function MoveDialog({ held, asked, onAnswer }: MoveDialogProps) {
  const t = useTranslations('seating.elsewhere');
  const format = useFormats();
  return (
    <Dialog
      open
      onOpenChange={() => onAnswer(false)}
      title={t('moveTitle')}
      description={t('about', { moment: format.moment(held.startsAt), count: held.seats.length })}
    >
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => onAnswer(true)}>
          {'seat' in asked
            ? t('move', { seat: asked.seat.seat })
            : t('moveBest', { count: asked.party.party })}
        </Button>
        <Button variant="secondary" onClick={() => onAnswer(false)}>
          {t('keep')}
        </Button>
      </div>
    </Dialog>
  );
}
