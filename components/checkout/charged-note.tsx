import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { Notice } from '../ui/notice.tsx';

/** States that a charge stays in the wallet, above a page that states why nothing was paid. */
export function ChargedNote({ amount }: { amount: number }) {
  const t = useTranslations('checkout.news');
  const { won } = useFormats();
  return (
    <div className="mx-auto w-full max-w-xl px-4 pt-6 sm:px-6">
      <Notice tone="warning" title={t('chargedOnly', { amount: won(amount) })} />
    </div>
  );
}
