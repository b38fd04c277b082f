'use client';

import { useTranslations } from 'next-intl';
import { api, type Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';
import { Card } from '../ui/card.tsx';
import { Toasts } from '../ui/toast.tsx';
import { ChargeForm } from './charge-form.tsx';
import { WalletHistory } from './wallet-history.tsx';

interface WalletProps {
  userId: string;
  balance: Outputs['wallet']['balance'];
  history: Outputs['wallet']['history'];
}

export function Wallet({ userId, balance: initialData, history }: WalletProps) {
  const t = useTranslations('wallet');
  const { won } = useFormats();
  const { balance } = api.wallet.balance.useQuery(undefined, { initialData }).data;
  return (
    <Toasts>
      <Card className="flex flex-col gap-5">
        <p>
          <span className="block text-sm text-muted">{t('balance')}</span>
          <strong className="text-3xl font-bold tabular-nums">{won(balance)}</strong>
        </p>
        <h2 className="text-lg font-bold">{t('chargeTitle')}</h2>
        <ChargeForm userId={userId} balance={balance} />
      </Card>
      <WalletHistory firstPage={history} />
    </Toasts>
  );
}
