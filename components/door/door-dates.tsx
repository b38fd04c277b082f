'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import type { Text } from '#server/schema/texts.schema.ts';
import { api } from '../api.ts';
import { useFormats } from '../format.tsx';
import { textIn } from '../localized.ts';
import { Notice } from '../ui/notice.tsx';
import { Badge } from '../ui/badge.tsx';
import { readList, readKeys, saveKeys, saveList } from './log.ts';
import { keysIn, openList } from './signed.ts';

export interface DoorDate {
  performanceId: number;
  startsAt: string;
  endsAt: string;
  title: Text;
  venue: Text;
}

/** Lists of dates that start within a day are read beforehand. */
const soonMs = 86_400_000;

/** Reads and keeps the lists of the next day's dates. Returns the dates whose lists are kept. */
function useLists(dates: DoorDate[], now: number): ReadonlySet<number> {
  const { client } = api.useUtils();
  const [kept, setKept] = useState<ReadonlySet<number>>(new Set());
  useEffect(() => {
    const keptNow = () =>
      new Set(
        dates.flatMap(({ performanceId }) =>
          readList(performanceId) === null ? [] : [performanceId],
        ),
      );
    const show = () => setKept(keptNow());
    const keepAll = async () => {
      const keys = await (await fetch('/.well-known/jwks.json')).text();
      if (readKeys() !== keys) saveKeys(keys);
      const soon = dates.filter(({ startsAt }) => Date.parse(startsAt) <= now + soonMs);
      const keep = async ({ performanceId }: DoorDate) => {
        const jws = await client.door.list.query({ performanceId });
        const list = await openList(jws, keysIn(keys), performanceId);
        if (list === null) return;
        saveList(performanceId, { jws, aheadMs: Date.now() - Date.parse(list.at) });
        show();
      };
      // A list that cannot be read does not stop the others.
      for (const date of soon) await keep(date).catch(() => undefined);
    };
    // Without a network the lists of earlier visits remain.
    keepAll().then(show, show);
  }, [dates, now, client]);
  return kept;
}

/** Offers the dates whose doors the viewer may open, next first. */
export function DoorDates({ dates, now }: { dates: DoorDate[]; now: number }) {
  const t = useTranslations('door');
  const locale = useLocale();
  const { moment } = useFormats();
  const kept = useLists(dates, now);
  if (dates.length === 0) return <Notice>{t('noDates')}</Notice>;
  return (
    <ul className="flex flex-col gap-3">
      {dates.map(({ performanceId, startsAt, title, venue }) => (
        <li key={performanceId}>
          {/* A document of its own, as in own-document.tsx. */}
          <a
            href={`/door/${performanceId}`}
            className="flex min-h-16 flex-col gap-1 rounded-2xl border border-line bg-surface p-4 hover:bg-raised"
          >
            <span className="font-bold">{moment(startsAt)}</span>
            <span>{textIn(locale, title)}</span>
            <span className="text-sm text-muted">{textIn(locale, venue)}</span>
            {kept.has(performanceId) && (
              <span>
                <Badge tone="success">{t('listKept')}</Badge>
              </span>
            )}
          </a>
        </li>
      ))}
    </ul>
  );
}
