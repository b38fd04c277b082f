import { useTranslations } from 'next-intl';
import { Button } from '../ui/button.tsx';

const amounts = [50_000, 100_000, 300_000, 1_000_000] as const;

/** Adds to the amount that the field shows. */
export function QuickAmounts({ onAdd }: { onAdd: (amount: number) => void }) {
  const t = useTranslations('wallet');
  return (
    <div role="group" aria-label={t('quickAmounts')} className="flex flex-wrap gap-2">
      {amounts.map((amount) => (
        <Button
          key={amount}
          variant="secondary"
          className="grow px-1 tabular-nums"
          onClick={() => onAdd(amount)}
        >
          {t(`add.${amount}`)}
        </Button>
      ))}
    </div>
  );
}
