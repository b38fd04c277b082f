import { type Current, type MailClient, prove } from '../account/account.ts';
import type { DeleteInput } from '../account/account.schema.ts';
import { recordAudit } from '../admin/audit-log.ts';
import { log } from '../config/log.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows, serializable, type Tx } from '../database/transaction.ts';
import { refuse } from '../errors/refusal.ts';
import { eraseAddress } from '../gift/gift.ts';
import { reservationsAt, walletOf } from '../people/people.ts';
import { eraseNotices } from '../notice/notice.ts';
import { leave, openQueues, type Stores } from '../queue/queue.ts';
import { isCurrent } from '../revocation/revocation.ts';
import { releaseAll } from '../seating/seating.ts';
import { leaveStaff } from '../staff/staff.ts';
import { leaveAllWaitlists } from '../waitlist/waitlist.ts';
import { forfeit } from '../wallet/wallet.ts';
import { keepRecords, type Records } from './kept-records.ts';

const eraseUserSql = loadSql(import.meta.url, './sql/erase-user.sql');
const leftSql = loadSql(import.meta.url, './sql/left-in-account.sql');

const recordsMax = 10_000;

/**
 * Deletes the caller's account: releases held seats, leaves all queues and waitlists, ends open
 * gifts, removes name, address, password, providers, mails, notices' choices and browsers, sessions
 * and staff roles, and ends all credentials. Encrypts the
 * records that the law requires. The user id stays, because the ledger refers to it.
 * Refusals: those of `prove`; NOT_EMPTY for tickets of shows that have not ended, and for a balance
 * without `forfeitBalance`; LAST_OWNER.
 */
export async function deleteAccount(
  client: MailClient,
  current: Current,
  { forfeitBalance, ...proof }: DeleteInput,
): Promise<void> {
  const { db } = client;
  const { userId } = current;
  const { email, version: proven, use } = await prove(client, current, proof);
  const records = await recordsOf(client, userId);
  const version = await serializable(db, async (tx) => {
    await use(tx);
    await leaveAllWaitlists(tx, userId);
    await releaseAll(tx, userId);
    await refuseUnlessEmpty(tx, userId, forfeitBalance === true);
    await forfeit(tx, userId);
    await leaveStaff(tx, userId);
    await keepRecords(tx, userId, records);
    const [erased] = await rows<{ version: number }>(tx, eraseUserSql, userId, proven);
    if (erased === undefined) refuse('WRONG_PASSWORD');
    await tx.identity.deleteMany({ where: { userId } });
    await tx.signIn.deleteMany({ where: { userId } });
    await eraseAddress(tx, userId, email);
    await eraseNotices(tx, userId);
    await tx.mail.deleteMany({ where: { OR: [{ userId }, { address: email }] } });
    const entry = { actorId: userId, userId, reason: 'asked for by the user' };
    await recordAudit(tx, { ...entry, action: 'account.delete' });
    return erased.version;
  });
  isCurrent(userId, version);
  await leaveQueues(client, userId);
}

async function recordsOf({ db }: MailClient, userId: string): Promise<Records> {
  const user = await db.user.findUnique({
    where: { id: userId },
    select: { name: true, email: true },
  });
  const { name, email } = user ?? refuse('NOT_SIGNED_IN');
  const reservations = await reservationsAt(db, userId, 'all', recordsMax);
  const { entries: walletEntries } = await walletOf(db, userId, recordsMax);
  const paid = reservations.filter(({ payment }) => payment !== null);
  return { name, email, reservations: paid, walletEntries };
}

async function refuseUnlessEmpty(tx: Tx, userId: string, mayForfeit: boolean): Promise<void> {
  const [left] = await rows<{ balanceKrw: bigint; tickets: number }>(tx, leftSql, userId);
  const { balanceKrw, tickets } = left ?? refuse('NOT_SIGNED_IN');
  if (tickets > 0 || (balanceKrw > 0n && !mayForfeit))
    refuse('NOT_EMPTY', { balance: Number(balanceKrw), tickets });
}

/** The account is deleted already, so a failure leaves at most places that nobody claims. */
async function leaveQueues(stores: Stores, userId: string): Promise<void> {
  try {
    for (const { concertId } of await openQueues(stores)) await leave(stores, userId, concertId);
  } catch (error) {
    log.warn({ err: error, userId }, 'could not leave the queues of a deleted account');
  }
}
