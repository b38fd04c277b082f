import type { Metadata } from 'next';
import { SeatsPage } from '#components/admin/console/seats-page.tsx';
import { requireSignIn } from '../../../../../server-api.ts';
import { ConsoleRefused } from '../console-refused.tsx';
import { consoleOf, type ConsoleProps, consoleTitle } from '../console.ts';

export async function generateMetadata({ params }: ConsoleProps): Promise<Metadata> {
  return { title: await consoleTitle(params, 'seats') };
}

export default async function ConcertSeatsPage({ params }: ConsoleProps) {
  const { concertId } = await params;
  await requireSignIn(`/admin/concerts/${encodeURIComponent(concertId)}/seats`);
  const loaded = await consoleOf(params);
  if (loaded === null) return <ConsoleRefused />;
  return <SeatsPage concert={loaded.concert} title={await consoleTitle(params, 'seats')} />;
}
