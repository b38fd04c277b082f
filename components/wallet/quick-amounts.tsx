import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { Button } from '../ui/button.tsx';

const amounts = [50_000, 100_000, 300_000, 1_000_000];

/** Sets the amount instead of adding to it, so that an accidental second press changes nothing. */
export function QuickAmounts({
  chosen,
  onChoose,
}: {
  chosen: number | null;
  onChoose: (amount: number) => void;
}) {
  const t = useTranslations('wallet');
  const { won } = useFormats();
  return (
    <div
      role="group"
      aria-label={t('quickAmounts')}
      className="grid grid-cols-2 gap-2 sm:grid-cols-4"
    >
      {amounts.map((amount) => (
        <Button
          key={amount}
          variant="secondary"
          aria-pressed={chosen === amount}
          className="px-2 tabular-nums aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
          onClick={() => onChoose(amount)}
        >
          {won(amount)}
        </Button>
      ))}
    </div>
  );
}
