import { randomUUID } from 'node:crypto';
import type { RefusalCode } from '#server/errors/errors.schema.ts';
import { defaultChoices } from '#server/notice/choices.schema.ts';
import { stages } from '#server/notice/stages.schema.ts';
import type { StaffRole } from '#server/generated/prisma/enums.ts';

/** Ids of the caller's existing objects, for sample inputs. */
export interface World {
  concertId: number;
  performanceId: number;
  reservationId: number;
  paymentId: number;
  /** Valid ticket of that payment. */
  ticketId: number;
  /** Another user's live hold. */
  heldId: number;
  /** Another user, without a place in the concert's queue. */
  guestId: string;
  /** Concerts for the procedures that need a version; without one, they get a stale version. */
  apart?: Record<Apart, Versioned> | undefined;
  /** A hall plan, if there is one. */
  planId?: number;
}

/** One concert for each procedure that changes the version. */
export const apartNames = [
  'updated',
  'published',
  'closed',
  'archived',
  'added',
  'moved',
  'removed',
  'planned',
  'imported',
  'cancelled',
  'dateCancelled',
] as const;
export type Apart = (typeof apartNames)[number];
export interface Versioned {
  concertId: number;
  performanceId: number;
  version: number;
}

/** A role, or every role but DOOR, as the contract names them. */
export type Needed = StaffRole | 'any';

interface Called {
  input?: (world: World) => Record<string, unknown>;
  /** Further valid values by field, which the tests of bad input must not send. */
  alsoValid?: Record<string, unknown[]>;
  /** True if the reply's reservation replaces `reservationId` of the world. */
  replacesReservation?: true;
  /** Refusal of a permitted caller, if no fixed input can succeed. */
  refusal?: RefusalCode;
}

/** Objects that are in no database, for procedures whose refusal precedes the lookup. */
export const absentObjects = {
  paymentId: 2_147_483_647,
  ticketId: 2_147_483_647,
  heldId: 2_147_483_647,
  guestId: '00000000-0000-4000-8000-000000000000',
};
/**
 * Users who may call the procedure. `holder` has a queue token; `admitted` has a session and a turn;
 * `admin` has one of the roles `needs` that the contract names.
 */
export type Sample = Called &
  (
    | { who: 'anyone' | 'holder' | 'signedIn' | 'admitted' }
    | {
        who: 'admin';
        needs: Needed[];
        /** True if the call belongs to one concert, so that a role for that concert suffices. */
        ofConcert: boolean;
        /** True if only a role for all concerts suffices. */
        forAll?: true;
      }
  );

/** Roles in descending order of power. */
export const roles: readonly StaffRole[] = ['OWNER', 'MANAGER', 'SUPPORT', 'AUDITOR', 'DOOR'];

/** States the contract's rule, independently of the server. */
export function mayCall(role: StaffRole, needs: Needed[]): boolean {
  if (role === 'OWNER') return true;
  if (role === 'MANAGER') return !needs.includes('OWNER');
  return needs.includes(role) || (role !== 'DOOR' && needs.includes('any'));
}

const concert = ({ concertId }: World) => ({ concertId });
const performance = ({ performanceId }: World) => ({ performanceId });
const reservation = ({ reservationId }: World) => ({ reservationId });
/** CSV of the seats that factories.ts creates. */
const wholePlan = [
  'seat,grade,price',
  ...Array.from({ length: 50 }, (_, at) => `${String(at + 1)},R,50000`),
].join('\n');
const everyRole = { needs: ['any' as const, 'DOOR' as const], ofConcert: false };
const key = { idempotencyKey: 'a-sample-key' };
const found = (name: Apart, { apart, concertId, performanceId }: World): Versioned =>
  apart?.[name] ?? { concertId, performanceId, version: 1 };
const concertApart = (name: Apart, world: World) => {
  const { concertId, version } = found(name, world);
  return { concertId, version };
};
const performanceApart = (name: Apart, world: World) => {
  const { performanceId, version } = found(name, world);
  return { performanceId, version };
};
const sampleFields = {
  title: { ko: '공연', en: 'A concert' },
  venue: { ko: '홀' },
  description: { ko: '' },
  notices: { ko: '' },
  ageRating: 7,
  runningMinutes: 90,
  opensAt: '2090-01-01T20:00:00+09:00',
  maxSeats: 4,
  orphanRule: false,
};

/**
 * Every procedure with its callers and a valid input, in an order in which one user can call all
 * procedures. The test authorization-matrix.test.ts fails if this table lacks a procedure.
 */
export const procedures: Record<string, Sample> = {
  'account.me': { who: 'anyone' },
  'account.providers': { who: 'anyone' },
  'account.signUp': {
    who: 'anyone',
    input: () => ({ email: `${randomUUID()}@jari.example`, password: 'long enough', name: 'New' }),
  },
  'account.terms': { who: 'anyone' },
  'account.acceptTerms': {
    who: 'signedIn',
    input: () => ({ terms: { version: '1' }, privacy: { version: '1' }, over14: true }),
    alsoValid: { over14: [true] },
  },
  'account.sendVerification': { who: 'signedIn', input: () => ({ language: 'en' }) },
  'account.verify': { who: 'anyone', input: () => ({ token: 'no-link' }), refusal: 'LINK_EXPIRED' },
  'account.requestReset': {
    who: 'anyone',
    input: () => ({ email: `${randomUUID()}@jari.example`, language: 'en' }),
  },
  'account.reset': {
    who: 'anyone',
    input: () => ({ token: 'no-link', password: 'long enough' }),
    refusal: 'LINK_EXPIRED',
  },
  'account.sendCode': { who: 'signedIn', input: () => ({ language: 'en' }) },
  'account.sessions': { who: 'signedIn' },
  'account.export': { who: 'signedIn' },
  'account.changeEmail': {
    who: 'signedIn',
    input: () => ({ email: `${randomUUID()}@jari.example`, password: 'no password' }),
    refusal: 'WRONG_PASSWORD',
  },
  'account.changePassword': {
    who: 'signedIn',
    input: () => ({ newPassword: 'long enough', password: 'no password' }),
    refusal: 'WRONG_PASSWORD',
  },
  'account.delete': {
    who: 'signedIn',
    input: () => ({ password: 'no password' }),
    refusal: 'WRONG_PASSWORD',
  },
  'account.revoke': {
    who: 'signedIn',
    input: () => ({ sessionId: '00000000-0000-4000-8000-000000000000' }),
    refusal: 'NOT_FOUND',
  },
  'account.notices.get': { who: 'signedIn' },
  'account.notices.set': {
    who: 'signedIn',
    input: () => ({ ...defaultChoices, turn: ['EMAIL', 'PUSH'], language: 'en' }),
    alsoValid: Object.fromEntries(stages.map((stage) => [stage, [[]]])),
  },
  'account.notices.pushKey': { who: 'signedIn' },
  'catalog.follow': {
    who: 'signedIn',
    input: (world) => ({ ...concert(world), on: true }),
    alsoValid: { on: [true] },
  },
  'catalog.following': { who: 'signedIn' },
  'catalog.concerts': { who: 'anyone' },
  'catalog.concert': { who: 'anyone', input: concert },
  'queue.join': { who: 'signedIn', input: concert },
  'queue.status': { who: 'holder', input: concert },
  'catalog.dates': { who: 'admitted', input: concert },
  'seating.seats': { who: 'admitted', input: performance },
  'seating.hold': { who: 'admitted', input: (world) => ({ ...performance(world), seats: [2] }) },
  'seating.extend': { who: 'admitted', input: reservation },
  'seating.bestAvailable': {
    who: 'admitted',
    input: (world) => ({
      ...performance(world),
      party: 1,
      grade: 'R',
      priceMax: 50_000,
      together: false,
    }),
    alsoValid: { together: [true], priceMax: [0] },
    replacesReservation: true,
  },
  'seating.release': { who: 'signedIn', input: (world) => ({ ...reservation(world), seats: [2] }) },
  'waitlist.join': {
    who: 'signedIn',
    input: (world) => ({
      ...concert(world),
      performances: [world.performanceId],
      grades: ['R'],
      party: 1,
      together: true,
      priceMax: 50_000,
    }),
    alsoValid: { grades: [['1']], together: [true], priceMax: [0] },
    refusal: 'SEATS_FREE',
  },
  'waitlist.mine': { who: 'signedIn' },
  'waitlist.latest': { who: 'signedIn', input: concert },
  'waitlist.leave': {
    who: 'signedIn',
    input: () => ({ waitlistId: 2_147_483_647 }),
    refusal: 'NOT_FOUND',
  },
  'wallet.charge': { who: 'signedIn', input: () => ({ amount: 1_000_000, ...key }) },
  'wallet.balance': { who: 'signedIn' },
  'wallet.history': { who: 'signedIn', input: () => ({ limit: 5 }) },
  'payment.pay': { who: 'admitted', input: (world) => ({ ...reservation(world), ...key }) },
  'reservation.mine': { who: 'signedIn' },
  'reservation.get': { who: 'signedIn', input: reservation },
  'reservation.cancel': { who: 'signedIn', input: (world) => ({ ...reservation(world), ...key }) },
  'ticket.wallets': { who: 'anyone' },
  'ticket.gifts': { who: 'signedIn' },
  'ticket.give': {
    who: 'signedIn',
    input: ({ ticketId }) => ({ ticketId, email: 'friend@jari.example', ...key }),
    refusal: 'NOT_FOUND',
  },
  'ticket.accept': {
    who: 'signedIn',
    input: () => ({ giftId: 2_147_483_647 }),
    refusal: 'NOT_FOUND',
  },
  'ticket.return': {
    who: 'signedIn',
    input: () => ({ giftId: 2_147_483_647 }),
    refusal: 'NOT_FOUND',
  },
  'ticket.handBack': {
    who: 'signedIn',
    input: () => ({ ticketId: 2_147_483_647, ...key }),
    refusal: 'NOT_FOUND',
  },
  'ticket.takeBack': {
    who: 'signedIn',
    input: () => ({ ticketId: 2_147_483_647 }),
    refusal: 'NOT_FOUND',
  },
  'queue.leave': { who: 'signedIn', input: concert },
  'admin.overview': { who: 'admin', needs: ['any'], ofConcert: true, input: concert },
  'admin.seatMap': { who: 'admin', needs: ['any'], ofConcert: true, input: performance },
  'admin.history': {
    who: 'admin',
    needs: ['any'],
    ofConcert: true,
    input: (world) => ({
      ...concert(world),
      from: '2026-12-01T19:00:00+09:00',
      to: '2026-12-01T20:00:00+09:00',
    }),
  },
  'admin.live': {
    who: 'admin',
    needs: ['any'],
    ofConcert: true,
    input: (world) => ({ ...concert(world), ...performance(world) }),
  },
  'admin.audit.list': { who: 'admin', needs: ['AUDITOR'], ofConcert: true, input: concert },
  'admin.integrity': { who: 'admin', needs: ['AUDITOR'], ofConcert: false, input: () => ({}) },
  'admin.mails.dead': {
    who: 'admin',
    needs: ['SUPPORT', 'AUDITOR'],
    ofConcert: false,
    input: () => ({}),
  },
  'admin.records.get': {
    who: 'admin',
    needs: ['OWNER'],
    ofConcert: false,
    input: () => ({ q: 'nobody@jari.example', reason: 'a trial' }),
  },
  'admin.people.find': {
    who: 'admin',
    needs: ['SUPPORT', 'AUDITOR'],
    ofConcert: false,
    input: () => ({ q: 'nobody@jari.example' }),
  },
  'admin.people.get': {
    who: 'admin',
    needs: ['SUPPORT', 'AUDITOR'],
    ofConcert: false,
    input: ({ guestId }) => ({ userId: guestId }),
  },
  'admin.queue.set': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: (world) => ({ ...concert(world), message: 'Soon', reason: 'a trial' }),
  },
  'admin.queue.admit': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: ({ concertId, guestId }) => ({ concertId, userId: guestId, reason: 'a trial' }),
  },
  'admin.queue.remove': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: ({ concertId, guestId }) => ({ concertId, userId: guestId, reason: 'a trial' }),
  },
  'admin.holds.release': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: ({ heldId }) => ({ reservationId: heldId, reason: 'a trial' }),
  },
  'admin.tickets.void': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: ({ ticketId }) => ({ ticketId, reason: 'a trial' }),
  },
  'admin.concerts.list': {
    who: 'admin',
    needs: ['any', 'DOOR'],
    ofConcert: false,
    input: () => ({ state: 'PUBLISHED' }),
  },
  'admin.concerts.get': { who: 'admin', needs: ['any', 'DOOR'], ofConcert: true, input: concert },
  'admin.concerts.create': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: false,
    forAll: true,
    input: () => sampleFields,
    alsoValid: { ageRating: [0], orphanRule: [true] },
  },
  'admin.concerts.update': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: (world) => ({ ...concertApart('updated', world), maxSeats: 4 }),
  },
  'admin.concerts.copy': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    forAll: true,
    input: (world) => ({ ...concert(world), shiftDays: 7 }),
    alsoValid: { shiftDays: [0, -1] },
  },
  'admin.concerts.publish': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: (world) => concertApart('published', world),
  },
  'admin.concerts.close': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: (world) => ({ ...concertApart('closed', world), reason: 'a trial' }),
  },
  'admin.concerts.archive': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: (world) => ({ ...concertApart('archived', world), archived: true }),
    alsoValid: { archived: [true] },
  },
  'admin.performances.add': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: (world) => ({
      ...concertApart('added', world),
      startsAt: '2090-05-01T19:00:00+09:00',
      seats: [{ seat: 1, grade: 'R', price: 50_000 }],
    }),
  },
  'admin.performances.move': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: (world) => ({
      ...performanceApart('moved', world),
      startsAt: '2090-05-01T19:00:00+09:00',
      reason: 'a trial',
    }),
  },
  'admin.performances.remove': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: (world) => performanceApart('removed', world),
  },
  'admin.performances.cancel': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: (world) => {
      const { performanceId } = found('dateCancelled', world);
      return { performanceId, reason: 'a trial', ...key };
    },
  },
  'admin.concerts.cancel': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: (world) => {
      const { concertId } = found('cancelled', world);
      return { concertId, reason: 'a trial', ...key };
    },
  },
  'admin.staff.list': { who: 'admin', needs: ['OWNER'], ofConcert: false, input: () => ({}) },
  'admin.staff.grant': {
    who: 'admin',
    needs: ['OWNER'],
    ofConcert: false,
    input: ({ guestId }) => ({ userId: guestId, role: 'DOOR', concerts: 'all', reason: 'a trial' }),
  },
  'admin.staff.revoke': {
    who: 'admin',
    needs: ['OWNER'],
    ofConcert: false,
    input: ({ guestId }) => ({ userId: guestId, role: 'DOOR', reason: 'a trial' }),
  },
  'admin.seats.plan': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: (world) => ({
      ...performanceApart('planned', world),
      seats: [{ seat: 50, grade: 'R', price: 50_000 }],
      partial: true,
    }),
    alsoValid: { partial: [true] },
  },
  'admin.seats.import': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: (world) => ({ ...performanceApart('imported', world), csv: wholePlan }),
  },
  'admin.seats.block': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: (world) => ({ ...performance(world), seats: [50], reason: 'a trial' }),
  },
  'admin.seats.unblock': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: true,
    input: (world) => ({ ...performance(world), seats: [50], reason: 'a trial' }),
  },
  'admin.plans.list': { who: 'admin', needs: ['MANAGER'], ofConcert: false, input: () => ({}) },
  'admin.plans.save': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: false,
    input: () => ({ name: 'A hall', seats: [{ seat: 1, grade: 'R', price: 50_000 }] }),
  },
  'admin.plans.remove': {
    who: 'admin',
    needs: ['MANAGER'],
    ofConcert: false,
    input: ({ planId = 1 }) => ({ planId }),
  },
  'admin.payments.refund': {
    who: 'admin',
    needs: ['SUPPORT', 'MANAGER'],
    ofConcert: true,
    input: ({ paymentId }) => ({ paymentId, reason: 'a trial', ...key }),
  },
  'door.list': { who: 'admin', needs: ['DOOR'], ofConcert: true, input: performance },
  'door.find': {
    who: 'admin',
    needs: ['DOOR'],
    ofConcert: true,
    input: (world) => ({ ...performance(world), code: '0000000000' }),
  },
  'door.admit': {
    who: 'admin',
    needs: ['DOOR'],
    ofConcert: true,
    input: (world) => ({
      ...performance(world),
      code: '0000000000',
      deviceId: 'a-device',
      scanId: 'a-scan-of-it',
    }),
  },
  'door.undo': {
    who: 'admin',
    needs: ['DOOR'],
    ofConcert: true,
    input: (world) => ({ ...performance(world), ticketId: world.ticketId, reason: 'a trial' }),
    refusal: 'NOT_FOUND',
  },
  'staff.factors.list': { who: 'admin', ...everyRole, input: () => ({}) },
  'staff.factors.add': { who: 'admin', ...everyRole, input: () => ({ kind: 'TOTP' }) },
  'staff.factors.confirm': {
    who: 'admin',
    ...everyRole,
    input: () => ({ factorId: 2_147_483_647, totp: '000000' }),
    refusal: 'NOT_FOUND',
  },
  'staff.factors.challenge': {
    who: 'admin',
    ...everyRole,
    input: () => ({ kind: 'PASSKEY' }),
    refusal: 'NOT_FOUND',
  },
  'staff.factors.remove': {
    who: 'admin',
    ...everyRole,
    input: () => ({ factorId: 2_147_483_647 }),
    refusal: 'NOT_FOUND',
  },
  'staff.reauthenticate': {
    who: 'admin',
    ...everyRole,
    input: () => ({ recoveryCode: '0000-0000-0000-0000' }),
    refusal: 'REAUTHENTICATE',
  },
};
