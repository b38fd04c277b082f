import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Page } from '#components/ui/page.tsx';
import { Wallet } from '#components/wallet/wallet.tsx';
import { requireSignIn, serverApi } from '../server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('wallet'))('title') };
}

export default async function WalletPage() {
  const { userId } = await requireSignIn('/wallet');
  const { api } = await serverApi();
  const [t, balance, history] = await Promise.all([getTranslations('wallet'), api.wallet.balance(), api.wallet.history({})]);
  return (
    <Page narrow title={t('title')} lead={t('lead')}>
      <Wallet userId={userId} balance={balance} history={history} />
    </Page>
  );
}
