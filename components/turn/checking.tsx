import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { Notice } from '../ui/notice.tsx';
import { useOnline } from '../waiting-room/use-online.ts';

interface CheckingProps {
  what: 'pay' | 'charge' | 'cancel' | 'refund' | 'release';
  /** In won, where the call is about a sum. */
  amount?: number;
  /** A reload would forget the call. */
  unsaved?: boolean;
}

/** While a call is repeated and nobody knows its outcome: claims neither. */
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
