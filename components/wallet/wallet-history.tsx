'use client';

import { CirclePlus, Ticket, Undo2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Link } from '../navigation.ts';
import { entryKinds } from '#server/wallet/wallet.schema.ts';
import { api, type Outputs } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { textIn } from '../localized.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

type History = Outputs['wallet']['history'];
type Entry = History['entries'][number];
type Kind = Entry['kind'];
const icons = { CHARGE: CirclePlus, PAYMENT: Ticket, REFUND: Undo2 };

export function WalletHistory({ firstPage }: { firstPage: History }) {
  const t = useTranslations('wallet');
  const refusalText = useRefusalText();
  const { day } = useFormats();
  const [kind, setKind] = useState<Kind | null>(null);
  const history = useHistory(kind, firstPage);
  const { isError, error, hasNextPage, isFetchingNextPage, isPlaceholderData } = history;
  const entries = (history.data?.pages ?? [])
    .flatMap((page) => page.entries)
    .filter((entry) => kind === null || entry.kind === kind);
  const days = Map.groupBy(entries, ({ at }) => day(at));
  return (
    <section aria-labelledby="history" className="flex flex-col gap-3">
      <h2 id="history" className="text-lg font-bold">
        {t('history')}
      </h2>
      <KindFilter chosen={kind} onChoose={setKind} />
      <div aria-busy={isPlaceholderData} className="flex flex-col gap-4">
        {entries.length === 0 && !isPlaceholderData && (
          <p className="text-muted">{t(kind === null ? 'historyEmpty' : 'kindEmpty')}</p>
        )}
        {[...days].map(([name, ofDay]) => (
          <section key={name} aria-label={name} className="flex flex-col gap-1.5">
            <h3 className="text-sm font-semibold text-muted">{name}</h3>
            <ol className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface">
              {ofDay.map((entry) => (
                <EntryRow key={entry.id} entry={entry} />
              ))}
            </ol>
          </section>
        ))}
      </div>
      {isError && <Notice tone="warning">{refusalText(error)}</Notice>}
      {hasNextPage && (
        <Button
          variant="secondary"
          aria-disabled={isFetchingNextPage}
          onClick={() => void (isFetchingNextPage || history.fetchNextPage())}
        >
          {isFetchingNextPage ? t('loadingMore') : t('more')}
        </Button>
      )}
    </section>
  );
}

/** Until a list of one kind arrives, shows that kind's entries of the whole list. */
function useHistory(kind: Kind | null, firstPage: History) {
  const utils = api.useUtils();
  return api.wallet.history.useInfiniteQuery(kind === null ? {} : { kind }, {
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: () => utils.wallet.history.getInfiniteData({}),
    ...(kind === null && { initialData: { pages: [firstPage], pageParams: [null] } }),
  });
}

interface KindFilterProps {
  chosen: Kind | null;
  onChoose: (kind: Kind | null) => void;
}

function KindFilter({ chosen, onChoose }: KindFilterProps) {
  const t = useTranslations('wallet');
  return (
    <div role="group" aria-label={t('filter.label')} className="flex flex-wrap gap-2">
      {[null, ...entryKinds].map((kind) => (
        <Button
          key={kind}
          variant="secondary"
          aria-pressed={chosen === kind}
          className="rounded-full px-4 aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
          onClick={() => onChoose(kind)}
        >
          {t(kind === null ? 'filter.all' : `filter.${kind}`)}
        </Button>
      ))}
    </div>
  );
}

function EntryRow({ entry: { kind, amount, balanceAfter, at, reservation } }: { entry: Entry }) {
  const t = useTranslations('wallet');
  const { won, time } = useFormats();
  const Icon = icons[kind];
  return (
    <li className="relative flex items-center gap-3 px-4 py-3 has-[a]:hover:bg-raised">
      <Icon aria-hidden className="size-5 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">
          {reservation === null ? t(kind) : <BookingLink reservation={reservation} />}
        </p>
        <p className="text-sm text-muted">
          {reservation !== null && `${t(kind)} · `}
          <time dateTime={at}>{time(at)}</time>
        </p>
      </div>
      <div className="shrink-0 text-right tabular-nums">
        <p className={amount < 0 ? 'font-semibold' : 'font-semibold text-success'}>
          {amount < 0 ? '−' : '+'}
          {won(Math.abs(amount))}
        </p>
        <p className="text-sm text-muted">{t('balanceAfter', { balance: won(balanceAfter) })}</p>
      </div>
    </li>
  );
}

const seatSeparators = { ko: '·', en: ', ', ja: '・', zh: '、' };

/** Names the concert and the seats by grade. The link fills the row. */
function BookingLink({ reservation }: { reservation: NonNullable<Entry['reservation']> }) {
  const t = useTranslations('wallet');
  const { locale } = useFormats();
  const { reservationId, texts, seats } = reservation;
  const byGrade = [...Map.groupBy(seats, ({ grade }) => grade)].map(([grade, ofGrade]) =>
    t('seats', {
      grade,
      seats: ofGrade.map(({ seat }) => seat).join(seatSeparators[locale]),
    }),
  );
  return (
    <Link href={`/reservations/${reservationId}`} className="after:absolute after:inset-0">
      {[textIn(locale, texts.title), ...byGrade].join(' · ')}
    </Link>
  );
}
