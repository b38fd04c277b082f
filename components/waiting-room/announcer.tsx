import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFormats } from '#components/format.tsx';

interface Announcement {
  position: number;
  /** The wait, in words. */
  wait: string;
  grows: boolean;
}

const nearFront = 3;

/** Worth hearing: half of what was last said, or every step near the front; also a place further back than before. */
function isWorthAnnouncing(position: number, said: number): boolean {
  return position > said || position <= said / 2 || (position <= nearFront && position < said);
}

/** What to have said next: the wait alone is worth it once, when it begins to grow. */
export function nextAnnouncement(said: Announcement, now: Announcement): Announcement {
  if (isWorthAnnouncing(now.position, said.position) || (now.grows && !said.grows)) return now;
  return said.grows && !now.grows ? { ...said, grows: false } : said;
}

/** Tells a screen reader how the place moves and how long it takes, but not every step of it. */
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
