'use client';

import { useTranslations } from 'next-intl';
import { api, type Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';
import { useChanges } from './changes.ts';

type Audit = Outputs['admin']['audit'];
const pollMs = 10_000;

export function AuditList({ concertId, initial }: { concertId: number; initial: Audit }) {
  const t = useTranslations('admin');
  const { data } = api.admin.audit.useQuery(
    { concertId },
    { initialData: initial, refetchInterval: pollMs },
  );
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
        <bdi>{actor.name}</bdi> (<bdi>{actor.email}</bdi>) · <time dateTime={at}>{moment(at)}</time>
      </p>
    </li>
  );
}
