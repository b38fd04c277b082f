import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { AdminOnly } from '#components/admin/admin-only.tsx';
import { Scanner } from '#components/door/scanner.tsx';
import { Page } from '#components/ui/page.tsx';
import { unlessRefused } from '../../admin/unless-refused.ts';
import { requireSignIn, serverApi } from '../../../server-api.ts';
import { doorDate } from '../dates.ts';

interface Props {
  params: Promise<{ performanceId: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('door'))('title') };
}

export default async function DoorDatePage({ params }: Props) {
  const { performanceId: text } = await params;
  await requireSignIn(`/door/${encodeURIComponent(text)}`);
  if (!/^[1-9]\d{0,8}$/.test(text)) notFound();
  const [{ api }, t] = await Promise.all([serverApi(), getTranslations('door')]);
  const performanceId = Number(text);
  const found = await unlessRefused(
    'NOT_FOUND',
    doorDate(api, performanceId).then((answer) => ({ answer })),
  );
  if (found === null) notFound();
  const { answer } = found;
  return answer === null ? (
    <Page narrow title={t('title')}>
      <AdminOnly />
    </Page>
  ) : (
    <Scanner performanceId={performanceId} date={answer.date} />
  );
}
