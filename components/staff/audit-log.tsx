'use client';

import { useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import { shortId } from '../admin/seat-words.ts';
import { api, type Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';
import { Trouble } from '../tickets/trouble.tsx';
import { Button } from '../ui/button.tsx';
import { givenReason, useActionName } from '../admin/actions.ts';
import type { AuditFilter } from './audit-filter.ts';
import { changesOf, type FieldChange } from './changes.ts';
import { type ConcertName, useConcertTitle } from './concert-names.ts';
import { useFieldWords } from './field-words.ts';

type Audit = Outputs['admin']['audit']['list'];

const pollMs = 10_000;

interface AuditLogProps {
  filter: AuditFilter;
  /** Id of the heading of the list. */
  labelledBy: string;
  /** Concerts whose titles the entries state; undefined for the log of one concert. */
  concerts?: ConcertName[];
  /** First page, if the server has loaded it. */
  firstPage?: Audit;
}

/** Lists audit entries, newest first. Shows new entries as long as only the first page is loaded. */
export function AuditLog({ filter, labelledBy, concerts, firstPage }: AuditLogProps) {
  const t = useTranslations('staff.audit');
  const loading = useTranslations('common')('loading');
  const log = api.admin.audit.list.useInfiniteQuery(filter, {
    getNextPageParam: ({ cursor }) => cursor,
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? pollMs : false),
    ...(firstPage && { initialData: { pages: [firstPage], pageParams: [undefined] } }),
  });
  const items = log.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <Trouble query={log} />
      {items === undefined || items.length === 0 ? (
        <p className="text-muted">{items === undefined ? loading : t('empty')}</p>
      ) : (
        <ol
          aria-labelledby={labelledBy}
          className="divide-y divide-line rounded-2xl border border-line bg-surface"
        >
          {items.map((entry) => (
            <li key={entry.id}>
              <Entry entry={entry} concerts={concerts} />
            </li>
          ))}
        </ol>
      )}
      {log.hasNextPage && (
        <Button
          variant="secondary"
          aria-disabled={log.isFetchingNextPage}
          onClick={() => void (log.isFetchingNextPage || log.fetchNextPage())}
        >
          {log.isFetchingNextPage ? loading : t('more')}
        </Button>
      )}
    </>
  );
}

interface EntryProps {
  entry: Audit['items'][number];
  concerts: ConcertName[] | undefined;
}

/** Names people by their ids, because an entry holds no name. */
function Entry({ entry, concerts }: EntryProps) {
  const t = useTranslations('staff.audit');
  const { moment } = useFormats();
  const actionName = useActionName();
  const titleOf = useConcertTitle(concerts ?? []);
  const { action, at, byUserId, userId, concertId, before, after } = entry;
  const reason = givenReason(action, entry.reason);
  return (
    <article className="flex flex-col gap-1.5 px-4 py-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="font-semibold">
          {actionName(action)}
          {concerts !== undefined && concertId !== null && (
            <span className="font-normal"> · {titleOf(concertId)}</span>
          )}
        </h3>
        <time dateTime={at} className="text-sm text-muted">
          {moment(at)}
        </time>
      </div>
      <Changes changes={changesOf(before, after)} />
      {reason !== null && <p>{t('because', { reason })}</p>}
      <p className="flex flex-wrap gap-x-4 text-sm text-muted">
        <span>
          {t('by')} <PersonLink userId={byUserId} href={`/admin/audit?person=${byUserId}`} />
        </span>
        {userId !== null && userId !== byUserId && (
          <span>
            {t('about')} <PersonLink userId={userId} href={`/admin/people/${userId}`} />
          </span>
        )}
      </p>
    </article>
  );
}

function PersonLink({ userId, href }: { userId: string; href: string }) {
  return (
    <Link href={href} className="inline-flex min-h-6 items-center underline">
      <code>{shortId(userId)}</code>
    </Link>
  );
}

function Changes({ changes }: { changes: FieldChange[] }) {
  const t = useTranslations('staff.audit');
  const words = useFieldWords();
  if (changes.length === 0) return null;
  return (
    <ul className="flex flex-col gap-0.5 text-sm">
      {changes.map(({ name, before, after }) => (
        <li key={name} className="break-words">
          {before !== undefined && after !== undefined
            ? t('change', { before: words(name, before), after: words(name, after) })
            : after !== undefined
              ? words(name, after)
              : t('removed', { value: words(name, before) })}
        </li>
      ))}
    </ul>
  );
}
