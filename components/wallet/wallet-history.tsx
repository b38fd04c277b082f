'use client';

import { CirclePlus, Ticket, Undo2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { api, type Outputs } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

type History = Outputs['wallet']['history'];
const icons = { CHARGE: CirclePlus, PAYMENT: Ticket, REFUND: Undo2 };

export function WalletHistory({ firstPage }: { firstPage: History }) {
  const t = useTranslations('wallet');
  const refusalText = useRefusalText();
  const history = api.wallet.history.useInfiniteQuery(
    {},
    {
      getNextPageParam: ({ nextCursor }) => nextCursor,
      initialData: { pages: [firstPage], pageParams: [null] },
    },
  );
  const entries = history.data.pages.flatMap((page) => page.entries);
  return (
    <section aria-labelledby="history" className="flex flex-col gap-3">
      <h2 id="history" className="text-lg font-bold">
        {t('history')}
      </h2>
      {entries.length === 0 ? (
        <p className="text-muted">{t('historyEmpty')}</p>
      ) : (
        <ol className="divide-y divide-line rounded-2xl border border-line bg-surface">
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
      {history.isError && <Notice tone="warning">{refusalText(history.error)}</Notice>}
      {history.hasNextPage && (
        <Button
          variant="secondary"
          aria-disabled={history.isFetchingNextPage}
          onClick={() => void (history.isFetchingNextPage || history.fetchNextPage())}
        >
          {history.isFetchingNextPage ? t('loadingMore') : t('more')}
        </Button>
      )}
    </section>
  );
}

function Entry({
  entry: { kind, amount, balanceAfter, at },
}: {
  entry: History['entries'][number];
}) {
  const t = useTranslations('wallet');
  const { won, moment } = useFormats();
  const Icon = icons[kind];
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <Icon aria-hidden className="size-5 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{t(kind)}</p>
        <p className="text-sm text-muted">
          <time dateTime={at}>{moment(at)}</time>
        </p>
      </div>
      <div className="text-right tabular-nums">
        <p className={amount < 0 ? 'font-semibold' : 'font-semibold text-success'}>
          {amount < 0 ? '−' : '+'}
          {won(Math.abs(amount))}
        </p>
        <p className="text-sm text-muted">{t('balanceAfter', { balance: won(balanceAfter) })}</p>
      </div>
    </li>
  );
}
