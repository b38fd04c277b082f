import { useTranslations } from 'next-intl';
import type { Booking } from '../booking.ts';
import { useFormats } from '../format.tsx';

interface CancelSeatsProps {
  refunds: Booking['seatRefunds'];
  /** Seats that the user keeps. */
  kept: readonly number[];
  onChange: (kept: readonly number[]) => void;
}

/** Chooses the seats to cancel, all at first, with the refund of each. */
export function CancelSeats({ refunds, kept, onChange }: CancelSeatsProps) {
  const t = useTranslations('tickets');
  const common = useTranslations('common');
  const { won } = useFormats();
  return (
    <fieldset className="rounded-xl border border-line px-3">
      <legend className="px-1 text-sm font-semibold">{t('chooseSeats')}</legend>
      {refunds.map(({ seat, amount }) => (
        <label key={seat} className="flex min-h-11 cursor-pointer items-center gap-3">
          <input
            type="checkbox"
            checked={!kept.includes(seat)}
            className="size-5 shrink-0 accent-accent"
            onChange={({ target }) =>
              onChange(target.checked ? kept.filter((one) => one !== seat) : [...kept, seat])
            }
          />
          {common('seat', { seat })}
          <span className="ml-auto text-muted tabular-nums">{won(amount)}</span>
        </label>
      ))}
    </fieldset>
  );
}
