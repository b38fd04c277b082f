import type { Metadata } from 'next';
import { RecordPage } from '#components/admin/console/record-page.tsx';
import { AuditLog } from '#components/staff/audit-log.tsx';
import { requireSignIn } from '../../../../../server-api.ts';
import { ConsoleRefused } from '../console-refused.tsx';
import { consoleOf, type ConsoleProps, consoleTitle } from '../console.ts';

export async function generateMetadata({ params }: ConsoleProps): Promise<Metadata> {
  return { title: await consoleTitle(params, 'record') };
}

export default async function ConcertRecordPage({ params }: ConsoleProps) {
  const { concertId } = await params;
  await requireSignIn(`/admin/concerts/${encodeURIComponent(concertId)}/record`);
  const loaded = await consoleOf(params);
  if (loaded === null) return <ConsoleRefused />;
  const { concert } = loaded;
  return (
    <RecordPage concert={concert} title={await consoleTitle(params, 'record')}>
      <AuditLog filter={{ concertId: concert.concertId }} labelledBy="audit" />
    </RecordPage>
  );
}
