import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { EmailSettings } from '#components/settings/email-settings.tsx';
import { OwnData } from '#components/settings/own-data.tsx';
import { PasswordSettings } from '#components/settings/password-settings.tsx';
import { SessionList } from '#components/settings/session-list.tsx';
import { attempt } from '#components/turn/attempt.ts';
import { Unavailable } from '#components/turn/unavailable.tsx';
import { Link } from '#components/navigation.ts';
import { buttonClass } from '#components/ui/button.tsx';
import { Page } from '#components/ui/page.tsx';
import { Toasts } from '#components/ui/toast.tsx';
import { WithMessages } from '../../messages.tsx';
import { requireSignIn, serverApi } from '../../server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings'))('title') };
}

export default async function AccountPage() {
  const account = await requireSignIn('/account');
  const { api } = await serverApi();
  const [t, notices, sessions] = await Promise.all([
    getTranslations('settings'),
    getTranslations('notices'),
    attempt(api.account.sessions()),
  ]);
  if (!sessions.ok) return <Unavailable />;
  return (
    <WithMessages names={['settings', 'wallet']}>
      <Page narrow title={t('title')} lead={account.name}>
        <Toasts>
          <EmailSettings account={account} />
          <PasswordSettings account={account} />
          <Link href="/account/notices" className={buttonClass('secondary')}>
            {notices('title')}
          </Link>
          <SessionList sessions={sessions.data} />
          <OwnData account={account} />
        </Toasts>
      </Page>
    </WithMessages>
  );
}
