import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { Link } from '#components/navigation.ts';
import { AdminOnly } from '#components/admin/admin-only.tsx';
import { useFormats } from '#components/format.tsx';
import { textIn } from '#components/localized.ts';
import { SeatEditor } from '#components/seat-editor/seat-editor.tsx';
import { idInPath } from '#components/turn/id-in-path.ts';
import { Page } from '#components/ui/page.tsx';
import { requireSignIn } from '../../../../../../server-api.ts';
import { managedConcert } from '../../../managed-concert.ts';

interface Props {
  params: Promise<{ concertId: string; performanceId: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('editing'))('seatsTitle') };
}

export default async function DatePage({ params }: Props) {
  const { concertId, performanceId: number } = await params;
  const path = [concertId, 'dates', number].map(encodeURIComponent).join('/');
  await requireSignIn(`/admin/concerts/${path}`);
  const [t, locale] = await Promise.all([getTranslations('editing'), getLocale()]);
  const managed = await managedConcert(concertId);
  if (managed === null)
    return (
      <Page title={t('seatsTitle')}>
        <AdminOnly />
      </Page>
    );
  const { concert } = managed;
  const performanceId = idInPath(number);
  const date = concert.performances.find((each) => each.performanceId === performanceId);
  if (date === undefined) notFound();
  return (
    <Page
      title={t('seatsTitle')}
      lead={<Lead title={textIn(locale, concert.title)} startsAt={date.startsAt} />}
    >
      <p>
        <Link
          href={`/admin/concerts/${concertId}/settings`}
          className="inline-flex min-h-6 items-center font-medium text-accent underline"
        >
          {t('toSettings')}
        </Link>
      </p>
      <SeatEditor concert={concert} performanceId={performanceId} />
    </Page>
  );
}

function Lead({ title, startsAt }: { title: string; startsAt: string }) {
  return `${title} · ${useFormats().moment(startsAt)}`;
}
