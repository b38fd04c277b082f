'use client';

import { useTranslations } from 'next-intl';
import { api, type Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';
import { useActionName } from './actions.ts';
import { Trouble } from '../tickets/trouble.tsx';
import { useChanges } from './changes.ts';

type Audit = Outputs['admin']['audit']['list'];
const pollMs = 10_000;

export function AuditList({ concertId }: { concertId: number }) {
  const t = useTranslations('admin');
  const tCommon = useTranslations('common');
  const query = api.admin.audit.list.useQuery({ concertId }, { refetchInterval: pollMs });
  const { data } = query;
  return (
    <section aria-labelledby="audit" className="flex flex-col gap-3">
      <h2 id="audit" className="text-xl font-bold">
        {t('audit')}
      </h2>
      <Trouble query={query} />
      {data === undefined ? (
        <p className="text-muted">{tCommon('loading')}</p>
      ) : data.items.length === 0 ? (
        <p className="text-muted">{t('auditEmpty')}</p>
      ) : (
        <ol className="divide-y divide-line rounded-2xl border border-line bg-surface">
          {data.items.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
    </section>
  );
}

interface EntryProps {
  entry: Audit['items'][number];
}

/** Names the actor by id, because an audit entry holds no name. */
function Entry({ entry: { action, byUserId, at, before, after, reason } }: EntryProps) {
  const t = useTranslations('admin');
  const { moment } = useFormats();
  const actionName = useActionName();
  const [from, to] = [useChanges(before), useChanges(after)];
  return (
    <li className="px-4 py-3">
      <p className="font-semibold">
        {actionName(action)} · {from === '' ? to : t('from', { before: from, after: to })}
      </p>
      <p>{t('because', { reason })}</p>
      <p className="text-sm break-all text-muted">
        <bdi>{byUserId}</bdi> · <time dateTime={at}>{moment(at)}</time>
      </p>
    </li>
  );
}
