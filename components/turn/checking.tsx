import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { Notice } from '../ui/notice.tsx';
import { useOnline } from '../network/use-online.ts';

interface CheckingProps {
  what: 'pay' | 'charge' | 'cancel' | 'refund' | 'release';
  /** In won, where the call is about a sum. */
  amount?: number;
}

/** While a call is repeated and nobody knows its outcome: claims neither. */
export function Checking({ what, amount = 0 }: CheckingProps) {
  const t = useTranslations('checkout.checking');
  const { won } = useFormats();
  return (
    <Notice tone="warning" title={t(what, { amount: won(amount) })}>
      {t(useOnline() ? 'about' : 'offline')}
    </Notice>
  );
}
