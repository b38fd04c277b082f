import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { Notice } from '../ui/notice.tsx';
import { useOnline } from '../network/use-online.ts';

interface CheckingProps {
  what: 'pay' | 'charge' | 'cancel' | 'refund' | 'release' | 'give' | 'handBack';
  /** Amount in won, for calls that move money. */
  amount?: number;
  /** True if a reload loses the idempotency key. */
  unsaved?: boolean;
}

/**
 * Appears while the page repeats a call whose outcome is unknown. The text claims neither success
 * nor failure.
 */
export function Checking({ what, amount = 0, unsaved = false }: CheckingProps) {
  const t = useTranslations('checkout.checking');
  const { won } = useFormats();
  return (
    <Notice tone="warning" title={t(what, { amount: won(amount) })}>
      <p>{t(useOnline() ? 'about' : 'offline')}</p>
      {unsaved && <p className="mt-1 font-semibold">{t('unsaved')}</p>}
    </Notice>
  );
}
