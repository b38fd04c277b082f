'use client';

import { useTranslations } from 'next-intl';
import type { Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';

/** Mails that no further attempt sends, without the names in their addresses. */
export function DeadMails({ mails }: { mails: Outputs['admin']['mails']['dead'] }) {
  const t = useTranslations('staff.mails');
  const { moment } = useFormats();
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-lg font-bold">{t('title')}</h2>
      {mails.length === 0 ? (
        <p className="text-muted">{t('none')}</p>
      ) : (
        <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
          {mails.map(({ mailId, kind, domain, attempts, error, failedAt }) => (
            <li key={mailId} className="px-4 py-3">
              <p className="font-semibold">{t(`kind.${kind}`)}</p>
              <p className="text-sm break-words text-muted tabular-nums">
                <time dateTime={failedAt}>{moment(failedAt)}</time> · {domain} ·{' '}
                {t('attempts', { count: attempts })} · {error}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
