import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { notFound } from 'next/navigation';
import { textIn } from '#components/localized.ts';
import { attempt } from '#components/turn/attempt.ts';
import { idInPath } from '#components/turn/id-in-path.ts';
import { Unavailable } from '#components/turn/unavailable.tsx';
import { Page } from '#components/ui/page.tsx';
import { Waitlist } from '#components/waitlist/waitlist.tsx';
import { requireSignIn, serverApi } from '../../../../server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('waitlist'))('title') };
}

export default async function WaitlistPage({ params }: { params: Promise<{ concertId: string }> }) {
  const concertId = idInPath((await params).concertId);
  const { userId } = await requireSignIn(`/concerts/${concertId}/waitlist`);
  const { api } = await serverApi();
  const [t, locale, loaded] = await Promise.all([
    getTranslations('waitlist'),
    getLocale(),
    attempt(
      Promise.all([
        api.catalog.concert({ concertId }),
        api.waitlist.latest({ concertId }),
        api.wallet.balance(),
      ]),
    ),
  ]);
  if (!loaded.ok) return loaded.code === 'NOT_FOUND' ? notFound() : <Unavailable />;
  const [concert, latest, { balance }] = loaded.data;
  const { title, venue } = concert.texts;
  return (
    <Page narrow title={t('title')} lead={`${textIn(locale, title)} · ${textIn(locale, venue)}`}>
      <Waitlist {...{ userId, concert, latest, balance }} />
    </Page>
  );
}
