import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Person } from './person.ts';
import { listClass, PersonSection } from './person-section.tsx';

type Wallet = NonNullable<Person['wallet']>;

/** A wallet belongs to no concert, so staff of named concerts do not see it. */
export function PersonWallet({ wallet }: { wallet: Wallet | null }) {
  const t = useTranslations('staff.person.wallet');
  const { won } = useFormats();
  if (wallet === null) return <Notice>{t('hidden')}</Notice>;
  return (
    <PersonSection name="wallet" isEmpty={wallet.entries.length === 0}>
      <p className="font-semibold tabular-nums">{t('balance', { amount: won(wallet.balance) })}</p>
      <ol className={listClass}>
        {wallet.entries.map((entry) => (
          <li key={entry.transactionId}>
            <Entry entry={entry} />
          </li>
        ))}
      </ol>
    </PersonSection>
  );
}

function Entry({ entry }: { entry: Wallet['entries'][number] }) {
  const t = useTranslations('staff.person');
  const kinds = useTranslations('wallet');
  const { won, moment } = useFormats();
  const { kind, amount, balanceAfter, at } = entry;
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-3">
      <div>
        <p className="font-semibold">
          {kinds(kind)}
          {entry.for !== null && ` · ${t('reservation', { id: entry.for.reservationId })}`}
        </p>
        <p className="text-sm text-muted">
          <time dateTime={at}>{moment(at)}</time>
        </p>
      </div>
      <div className="text-right tabular-nums">
        <p className="font-semibold">
          {amount < 0 ? '−' : '+'}
          {won(Math.abs(amount))}
        </p>
        <p className="text-sm text-muted">
          {kinds('balanceAfter', { balance: won(balanceAfter) })}
        </p>
      </div>
    </div>
  );
}
