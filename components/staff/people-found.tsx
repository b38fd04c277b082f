'use client';

import { useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import { shortId } from '../admin/seat-words.ts';
import { api, type Outputs } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

type Found = Outputs['admin']['people']['find'];

export function PeopleFound({ q, firstPage }: { q: string; firstPage: Found }) {
  const t = useTranslations('staff.people');
  const refusalText = useRefusalText();
  const people = api.admin.people.find.useInfiniteQuery(
    { q },
    {
      getNextPageParam: ({ cursor }) => cursor,
      initialData: { pages: [firstPage], pageParams: [undefined] },
    },
  );
  const items = people.data.pages.flatMap((page) => page.items);
  return (
    <section aria-labelledby="found" className="flex flex-col gap-3">
      <h2 id="found" className="text-lg font-bold">
        {t('found')}
      </h2>
      {items.length === 0 && !people.hasNextPage && <p className="text-muted">{t('nobody')}</p>}
      {items.length > 0 && (
        <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
          {items.map(({ userId, name, email }) => (
            <li key={userId}>
              <Link
                href={`/admin/people/${userId}`}
                className="flex min-h-11 flex-wrap items-baseline gap-x-3 px-4 py-3 hover:bg-raised"
              >
                <bdi className="font-semibold">{name}</bdi>
                <bdi className="break-all text-muted">{email}</bdi>
                <code className="text-sm text-muted">{shortId(userId)}</code>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {people.isError && <Notice tone="warning">{refusalText(people.error)}</Notice>}
      {people.hasNextPage && (
        <Button
          variant="secondary"
          aria-disabled={people.isFetchingNextPage}
          onClick={() => void (people.isFetchingNextPage || people.fetchNextPage())}
        >
          {t(people.isFetchingNextPage ? 'loading' : 'more')}
        </Button>
      )}
    </section>
  );
}
