'use client';

import { useTranslations } from 'next-intl';
import { z } from 'zod';
import { api, type Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';

type Audit = Outputs['admin']['audit'];
const pollMs = 10_000;
const changes = z.record(z.string(), z.unknown());

export function AuditList({ concertId, initial }: { concertId: number; initial: Audit }) {
  const t = useTranslations('admin');
  const { data } = api.admin.audit.useQuery({ concertId }, { initialData: initial, refetchInterval: pollMs });
  return (
    <section aria-labelledby="audit" className="flex flex-col gap-3">
      <h2 id="audit" className="text-xl font-bold">
        {t('audit')}
      </h2>
      {data.length === 0 ? (
        <p className="text-muted">{t('auditEmpty')}</p>
      ) : (
        <ol className="divide-y divide-line rounded-2xl border border-line bg-surface">
          {data.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Entry({ entry: { action, actor, at, details, reason } }: { entry: Audit[number] }) {
  const t = useTranslations('admin');
  const { moment } = useFormats();
  return (
    <li className="px-4 py-3">
      <p className="font-semibold">
        {t.has(`action.${action}`) ? t(`action.${action}`) : action} · {useChanges(details)}
      </p>
      <p>{t('because', { reason })}</p>
      <p className="text-sm text-muted">
        {actor.name} ({actor.email}) · <time dateTime={at}>{moment(at)}</time>
      </p>
    </li>
  );
}

/** What an entry says was changed, in words where there are some. */
function useChanges(details: string): string {
  const t = useTranslations('admin');
  return Object.entries(changes.parse(JSON.parse(details)))
    .map(([name, value]) => {
      const told = typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
      if (name === 'paused') return value === true ? t('change.paused') : t('change.resumed');
      if (name === 'message' && (value === '' || value === null)) return t('change.noMessage');
      return t.has(`change.${name}`) ? t(`change.${name}`, { value: told }) : `${name}: ${told}`;
    })
    .join(', ');
}
