import type { Metadata } from 'next';
import { Now } from '#components/admin/console/now.tsx';
import { requireSignIn } from '../../../../server-api.ts';
import { ConsoleRefused } from './console-refused.tsx';
import { consoleOf, type ConsoleProps, consoleTitle } from './console.ts';

export async function generateMetadata({ params }: ConsoleProps): Promise<Metadata> {
  return { title: await consoleTitle(params, 'now') };
}

export default async function ConcertPage({ params }: ConsoleProps) {
  const { concertId } = await params;
  await requireSignIn(`/admin/concerts/${encodeURIComponent(concertId)}`);
  const loaded = await consoleOf(params);
  if (loaded === null) return <ConsoleRefused />;
  return <Now concert={loaded.concert} title={await consoleTitle(params, 'now')} />;
}
