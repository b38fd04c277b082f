import type { Metadata } from 'next';
import { BookingsPage } from '#components/admin/console/bookings-page.tsx';
import { requireSignIn } from '../../../../../server-api.ts';
import { ConsoleRefused } from '../console-refused.tsx';
import { consoleOf, type ConsoleProps, consoleTitle } from '../console.ts';

export async function generateMetadata({ params }: ConsoleProps): Promise<Metadata> {
  return { title: await consoleTitle(params, 'bookings') };
}

export default async function ConcertBookingsPage({ params }: ConsoleProps) {
  const { concertId } = await params;
  await requireSignIn(`/admin/concerts/${encodeURIComponent(concertId)}/bookings`);
  const loaded = await consoleOf(params);
  if (loaded === null) return <ConsoleRefused />;
  return <BookingsPage concert={loaded.concert} title={await consoleTitle(params, 'bookings')} />;
}
