import { useTranslations } from 'next-intl';
import { walletKrwMax } from '#server/wallet/wallet.schema.ts';
import { refusalOf, useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { Checking } from '../turn/checking.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Charge } from './use-charge.ts';

/** Shows an unanswered or refused charge. A toast states a success. */
export function ChargeOutcome({ charge, balance }: { charge: Charge; balance: number }) {
  const t = useTranslations('wallet');
  const refusalText = useRefusalText();
  const { won } = useFormats();
  if (charge.checking !== null)
    return <Checking what="charge" amount={charge.checking} unsaved={charge.unsaved} />;
  if (charge.error === null) return null;
  const limited = refusalOf(charge.error).code === 'WALLET_LIMIT';
  return (
    <Notice tone="danger" title={t('notCharged')}>
      {refusalText(charge.error)}{' '}
      {limited
        ? t('roomLeft', { amount: won(Math.max(0, walletKrwMax - balance)) })
        : t('notMoved')}
    </Notice>
  );
}
