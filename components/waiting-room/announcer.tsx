import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFormats } from '#components/format.tsx';

interface Announcement {
  position: number;
  /** Estimated wait as text. */
  wait: string;
  grows: boolean;
}

const nearFront = 3;

/** Returns true for a halved position, each step within the first 3 positions, and a step back. */
function isWorthAnnouncing(position: number, said: number): boolean {
  return position > said || position <= said / 2 || (position <= nearFront && position < said);
}

/** Announces a longer wait only when the wait starts to grow. */
export function nextAnnouncement(said: Announcement, now: Announcement): Announcement {
  if (isWorthAnnouncing(now.position, said.position) || (now.grows && !said.grows)) return now;
  return said.grows && !now.grows ? { ...said, grows: false } : said;
}

/** Announces position and wait to screen readers, but skips small steps. */
export function Announcer(now: Announcement) {
  const t = useTranslations('queue');
  const { number } = useFormats();
  const [said, setSaid] = useState(now);
  const next = nextAnnouncement(said, now);
  if (next !== said) setSaid(next);
  const words = t('announced', { position: number(next.position), wait: next.wait });
  return (
    <p role="status" className="sr-only">
      {next.grows ? `${words} ${t('aheadBusy')}` : words}
    </p>
  );
}
