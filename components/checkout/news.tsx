import { useTranslations } from 'next-intl';
import { refusalOf, useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { TermsRefused } from '../terms/terms-refused.tsx';
import { Checking } from '../turn/checking.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Charge } from '../wallet/use-charge.ts';
import type { Payment } from './use-payment.ts';

interface NewsProps {
  payment: Payment;
  charge: Pick<Charge, 'checking' | 'unsaved' | 'error' | 'charged' | 'pending'>;
}

/** States what became of the charge and of the payment, each exactly. */
export function News({ payment, charge }: NewsProps) {
  const t = useTranslations('checkout.news');
  const refusalText = useRefusalText();
  const { won } = useFormats();
  if (charge.checking !== null)
    return <Checking what="charge" amount={charge.checking} unsaved={charge.unsaved} />;
  if (payment.checking) return <Checking what="pay" />;
  if (charge.pending || payment.running) return null;
  if (charge.error !== null)
    return (
      <Notice tone="danger" title={t('notCharged')}>
        {refusalText(charge.error)} {t('nothingPaid')}
      </Notice>
    );
  const charged = charge.charged === null ? null : won(charge.charged);
  if (payment.error !== null && refusalOf(payment.error).code === 'TERMS')
    return <TermsRefused onAccepted={payment.pay} />;
  if (payment.error !== null)
    return charged === null ? (
      <Notice tone="danger" title={refusalText(payment.error)} />
    ) : (
      <Notice tone="danger" title={t('chargedNotPaid', { amount: charged })}>
        {refusalText(payment.error)}
      </Notice>
    );
  return charged === null ? null : (
    <Notice tone="success">{t('charged', { amount: charged })}</Notice>
  );
}
