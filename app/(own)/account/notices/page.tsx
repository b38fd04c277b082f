import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NoticeChoices } from '#components/notices/notice-choices.tsx';
import { ThisDevice } from '#components/notices/this-device.tsx';
import { attempt } from '#components/turn/attempt.ts';
import { Unavailable } from '#components/turn/unavailable.tsx';
import { Page } from '#components/ui/page.tsx';
import { WithMessages } from '../../../messages.tsx';
import { requireSignIn, serverApi } from '../../../server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('notices'))('title') };
}

export default async function NoticesPage() {
  await requireSignIn('/account/notices');
  const { api } = await serverApi();
  const [t, loaded] = await Promise.all([
    getTranslations('notices'),
    attempt(Promise.all([api.account.notices.get(), api.account.notices.pushKey()])),
  ]);
  if (!loaded.ok) return <Unavailable />;
  const [choices, { key }] = loaded.data;
  return (
    <WithMessages names={['notices']}>
      <Page narrow title={t('title')} lead={t('lead')}>
        <ThisDevice pushKey={key} />
        <NoticeChoices saved={choices} />
      </Page>
    </WithMessages>
  );
}
