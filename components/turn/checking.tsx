import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { Notice } from '../ui/notice.tsx';
import { useOnline } from '../network/use-online.ts';

interface CheckingProps {
  what: 'pay' | 'charge' | 'cancel' | 'refund' | 'release';
  /** In won, if the call concerns an amount. */
  amount?: number;
  /** A reload would lose the idempotency key. */
  unsaved?: boolean;
}

/**
 * Shown while a call is repeated and its outcome is unknown. It claims neither success nor failure.
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
