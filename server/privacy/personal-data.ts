import { type Current, type SessionItem, sessionsOf } from '../account/account.ts';
import { refuse } from '../errors/refusal.ts';
import {
  type PersonPlace,
  type PersonReservation,
  type PersonWallet,
  placesOf,
  reservationsAt,
  walletOf,
} from '../people/people.ts';
import type { Stores } from '../queue/queue.ts';
import type { Grant } from '../staff/staff.ts';

/** Newest rows of each kind. No account of a person comes near it. */
const rowsMax = 10_000;

/** Everything that Jari stores about a person. Amounts are in won, and instants in ISO 8601. */
export interface PersonalData {
  exportedAt: string;
  account: {
    userId: string;
    name: string;
    email: string;
    emailVerifiedAt: string | null;
    createdAt: string;
    /** Providers at which the person signs in, such as Google. */
    providers: { provider: string; subject: string }[];
    staffRoles: Grant[];
  };
  /** With payments, refunds and tickets, but without tickets' codes, which open the door. */
  reservations: Omit<PersonReservation, 'refunds'>[];
  wallet: PersonWallet;
  places: PersonPlace[];
  notices: { kind: string; at: string; concertId: number | null; data: unknown }[];
  /** Mails of the last 30 days. */
  mails: { kind: string; address: string; at: string; sentAt: string | null }[];
  sessions: SessionItem[];
  /** Channels by stage, without a choice null; followed concerts; browsers that receive pushes. */
  noticeChoice: unknown;
  follows: { concertId: number; at: string }[];
  pushEndpoints: string[];
  wishes: { concertId: number; status: string; party: number; at: string }[];
  termsAcceptances: { terms: string; privacy: string; at: string }[];
}

const accountSelect = {
  name: true,
  email: true,
  emailVerifiedAt: true,
  createdAt: true,
  identities: { select: { provider: true, subject: true } },
  grants: { select: { role: true, concertId: true } },
  notices: { orderBy: { id: 'desc' }, take: rowsMax },
  mails: { orderBy: { createdAt: 'desc' }, take: rowsMax },
  noticeChoice: { select: { channels: true } },
  follows: true,
  pushSubscriptions: { select: { endpoint: true } },
  wishes: { orderBy: { id: 'desc' }, take: rowsMax },
  termsAcceptances: true,
} as const;

/** Returns the caller's own data. Refusal: NOT_SIGNED_IN for an unknown user. */
export async function exportOf(stores: Stores, current: Current): Promise<PersonalData> {
  const { db } = stores;
  const { userId } = current;
  const user = await db.user.findUnique({ where: { id: userId }, select: accountSelect });
  if (user === null) refuse('NOT_SIGNED_IN');
  const [clock] = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  const { name, email, emailVerifiedAt, createdAt, identities, grants, notices, mails } = user;
  const { noticeChoice, follows, pushSubscriptions, wishes, termsAcceptances } = user;
  return {
    exportedAt: (clock?.now ?? createdAt).toISOString(),
    account: {
      userId,
      name,
      email,
      emailVerifiedAt: emailVerifiedAt?.toISOString() ?? null,
      createdAt: createdAt.toISOString(),
      providers: identities,
      staffRoles: grants,
    },
    reservations: (await reservationsAt(db, userId, 'all', rowsMax)).map(withoutStaff),
    wallet: await walletOf(db, userId, rowsMax),
    places: await placesOf(stores, userId, 'all', rowsMax),
    notices: notices.map(({ kind, createdAt: at, concertId, data }) => ({
      kind,
      at: at.toISOString(),
      concertId,
      data,
    })),
    mails: mails.map(({ kind, address, createdAt: at, sentAt }) => ({
      kind,
      address,
      at: at.toISOString(),
      sentAt: sentAt?.toISOString() ?? null,
    })),
    sessions: await sessionsOf(db, current),
    noticeChoice: noticeChoice?.channels ?? null,
    follows: follows.map(({ concertId, followedAt }) => ({
      concertId,
      at: followedAt.toISOString(),
    })),
    pushEndpoints: pushSubscriptions.map(({ endpoint }) => endpoint),
    wishes: wishes.map(({ concertId, status, party, madeAt }) => ({
      concertId,
      status,
      party,
      at: madeAt.toISOString(),
    })),
    termsAcceptances: termsAcceptances.map(({ terms, privacy, acceptedAt }) => ({
      terms,
      privacy,
      at: acceptedAt.toISOString(),
    })),
  };
}

/** Leaves out the id of the staff member who made a refund. */
function withoutStaff({ refunds, ...reservation }: PersonReservation) {
  const own = refunds.map((refund) => ({ ...refund, byUserId: undefined }));
  return { ...reservation, refunds: own };
}
