import { useNow, useTranslations } from 'next-intl';
import { type Ref, useId, useRef, useState } from 'react';
import type { DeleteInput } from '#server/account/account.schema.ts';
import { api, type Outputs } from '../api.ts';
import { refusalOf, useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { Link, useAddress } from '../navigation.ts';
import { send } from '../network/procedure.ts';
import type { Account } from '../session/account.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { AccountForm } from '../account/account-form.tsx';
import { goOn } from '../account/next-auth.ts';
import { type Outcome, useAccountForm } from '../account/use-account-form.ts';
import { invalidProof, missingProof, proofOf, refusedProof } from './proof.ts';
import { ProofField } from './proof-field.tsx';

/** What the user would lose with the account. */
interface Left {
  balance: number;
  /** Tickets of shows that have not ended. */
  tickets: number;
  heldSeats: number;
}

function leftOf(balance: number, reservations: Outputs['reservation']['mine'], now: Date): Left {
  const countOf = (status: string, endOf: (one: (typeof reservations)[number]) => string) =>
    reservations
      .filter((one) => one.status === status && new Date(endOf(one)) > now)
      .reduce((count, { seats }) => count + seats.length, 0);
  return {
    balance,
    tickets: countOf('PAID', ({ endsAt }) => endsAt),
    heldSeats: countOf('HELD', ({ expiresAt }) => expiresAt),
  };
}

interface DeleteAccountProps {
  account: Account;
  onKeep: () => void;
}

/** Reads what the account has at the moment, and states the effects in numbers. */
export function DeleteAccount({ account, onKeep }: DeleteAccountProps) {
  const t = useTranslations('settings');
  const refusalText = useRefusalText();
  const now = useNow();
  const fresh = { staleTime: 0, gcTime: 0 };
  const balance = api.wallet.balance.useQuery(undefined, fresh);
  const reservations = api.reservation.mine.useQuery(undefined, fresh);
  const error = balance.error ?? reservations.error;
  if (error !== null) return <Notice tone="danger">{refusalText(error)}</Notice>;
  if (balance.data === undefined || reservations.data === undefined)
    return <p role="status">{t('looking')}</p>;
  const left = leftOf(balance.data.balance, reservations.data, now);
  if (left.tickets > 0) return <StillTickets tickets={left.tickets} />;
  return <DeleteForm account={account} left={left} onKeep={onKeep} />;
}

function StillTickets({ tickets }: { tickets: number }) {
  const t = useTranslations('settings');
  return (
    <Notice
      tone="warning"
      title={t('ticketsTitle', { count: tickets })}
      actions={
        <Link href="/reservations" className={buttonClass('secondary')}>
          {t('toReservations')}
        </Link>
      }
    >
      {t('tickets')}
    </Notice>
  );
}

function DeleteForm({ account, left, onKeep }: DeleteAccountProps & { left: Left }) {
  const t = useTranslations('settings');
  const { won } = useFormats();
  const addressOf = useAddress();
  const { balance, heldSeats } = left;
  const consentBox = useRef<HTMLInputElement>(null);
  const [isConsentMissing, setIsConsentMissing] = useState(false);
  const [isChanged, setIsChanged] = useState(false);
  const kind = proofOf(account);
  const act = async (proof: Omit<DeleteInput, 'forfeitBalance'>): Promise<Outcome> => {
    const isMissing = balance > 0 && consentBox.current?.checked !== true;
    setIsConsentMissing(isMissing);
    if (isMissing) {
      consentBox.current?.focus();
      return { done: false };
    }
    const consent = balance > 0 ? { forfeitBalance: true as const } : {};
    try {
      await send('account', 'delete', { ...proof, ...consent });
    } catch (error) {
      setIsChanged(refusalOf(error).code === 'NOT_EMPTY');
      return refusedProof(kind, error);
    }
    goOn(addressOf('/'));
    return { done: true };
  };
  const form = useAccountForm({
    schema: async () =>
      (await import('#server/account/account.schema.ts')).deleteInput.omit({
        forfeitBalance: true,
      }),
    invalid: invalidProof,
    missing: missingProof,
    act,
  });
  const effects = [
    t('effectName', { email: account.email }),
    ...(heldSeats > 0 ? [t('effectHeld', { count: heldSeats })] : []),
    ...(balance > 0 ? [t('effectBalance', { amount: won(balance) })] : []),
    t('effectRecords'),
  ];
  return (
    <div className="flex flex-col gap-4">
      <ul className="flex list-disc flex-col gap-1.5 pl-5">
        {effects.map((effect) => (
          <li key={effect}>{effect}</li>
        ))}
      </ul>
      {isChanged && <Notice tone="danger">{t('changedMeanwhile')}</Notice>}
      <AccountForm
        form={form}
        action={{ label: t('deleteNow'), busy: t('deleting') }}
        variant="danger"
      >
        <ProofField kind={kind} errors={form.errors} />
        {balance > 0 && (
          <ConsentBox ref={consentBox} amount={won(balance)} isMissing={isConsentMissing} />
        )}
      </AccountForm>
      <Button variant="secondary" onClick={onKeep}>
        {t('keepAccount')}
      </Button>
    </div>
  );
}

interface ConsentBoxProps {
  ref: Ref<HTMLInputElement>;
  amount: string;
  isMissing: boolean;
}

function ConsentBox({ ref, amount, isMissing }: ConsentBoxProps) {
  const t = useTranslations('settings');
  const id = useId();
  return (
    <div>
      <label className="flex min-h-11 items-center gap-3 font-semibold">
        <input
          ref={ref}
          type="checkbox"
          aria-invalid={isMissing}
          aria-describedby={isMissing ? id : undefined}
          className="size-5 shrink-0 accent-accent"
        />
        {t('consent', { amount })}
      </label>
      {isMissing && (
        <p id={id} className="text-sm text-danger">
          {t('consentMissing')}
        </p>
      )}
    </div>
  );
}
