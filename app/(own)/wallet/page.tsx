import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { SendVerification } from '#components/account/send-verification.tsx';
import { attempt } from '#components/turn/attempt.ts';
import { Unavailable } from '#components/turn/unavailable.tsx';
import { Page } from '#components/ui/page.tsx';
import { Wallet } from '#components/wallet/wallet.tsx';
import { requireSignIn, serverApi } from '../../server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('wallet'))('title') };
}

export default async function WalletPage() {
  const { userId, email, emailVerified } = await requireSignIn('/wallet');
  const { api } = await serverApi();
  const [t, loaded] = await Promise.all([
    getTranslations('wallet'),
    attempt(Promise.all([api.wallet.balance(), api.wallet.history({})])),
  ]);
  if (!loaded.ok) return <Unavailable />;
  const [balance, history] = loaded.data;
  return (
    <Page narrow title={t('title')} lead={t('lead')}>
      {!emailVerified && <SendVerification email={email} />}
      <Wallet userId={userId} balance={balance} history={history} />
    </Page>
  );
}
