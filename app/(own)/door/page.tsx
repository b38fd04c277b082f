import type { Metadata } from 'next';
import { getNow, getTranslations } from 'next-intl/server';
import { AdminOnly } from '#components/admin/admin-only.tsx';
import { DoorDates } from '#components/door/door-dates.tsx';
import { Page } from '#components/ui/page.tsx';
import { requireSignIn, serverApi } from '../../server-api.ts';
import { doorDates } from './dates.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('door'))('title') };
}

export default async function DoorPage() {
  const { roles } = await requireSignIn('/door');
  const [{ api }, t, clock] = await Promise.all([serverApi(), getTranslations('door'), getNow()]);
  const now = clock.getTime();
  const dates = await doorDates(api, roles, now);
  return (
    <Page narrow title={t('title')} lead={dates === null ? undefined : t('lead')}>
      {dates === null ? <AdminOnly /> : <DoorDates dates={dates} now={now} />}
    </Page>
  );
}
