import { type DoorState, shortCodeIn } from '#server/door/door.schema.ts';
import type { DoorList, ListedTicket } from '#server/door/list.schema.ts';
import { keysIn, openTicket } from './signed.ts';

/** UNCHECKED is a code that the device cannot judge without the network. */
export type ShownState = DoorState | 'UNCHECKED';

export interface Judged {
  state: ShownState;
  ticketId: number | null;
  seat: number | null;
  usedAt: string | null;
}

/** A device's data about a performance's tickets. */
export interface Known {
  list: DoorList | null;
  /** Text of /.well-known/jwks.json, or null. */
  keys: string | null;
  /** Times of the uses that the list does not have, by ticket id. */
  uses: Readonly<Record<string, string>>;
}

const nobody = { ticketId: null, seat: null, usedAt: null };

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Judges a code by the list on the device. A QR code proves itself by its signature; a short code is
 * in the list as a hash. A ticket sold after the list is UNKNOWN.
 */
export async function judgeOffline(code: string, known: Known): Promise<Judged> {
  const { list, keys } = known;
  if (list === null || keys === null) return { state: 'UNCHECKED', ...nobody };
  try {
    const shortCode = shortCodeIn(code);
    return shortCode === null
      ? await judgeQr(code, keys, list, known.uses)
      : await judgeShort(shortCode, list, known.uses);
  } catch (error) {
    if (error instanceof Error) return { state: 'UNCHECKED', ...nobody }; // no Ed25519, no WebCrypto
    throw error;
  }
}

async function judgeShort(shortCode: string, list: DoorList, uses: Known['uses']) {
  const hash = await hashOf(shortCode);
  const ticket = list.tickets.find(({ codeHash }) => codeHash === hash);
  return ticket === undefined ? unknown : judgeListed(ticket, uses);
}

async function judgeQr(
  code: string,
  keys: string,
  list: DoorList,
  uses: Known['uses'],
): Promise<Judged> {
  const claims = await openTicket(code, keysIn(keys));
  if (claims === null) return unknown;
  const { ticketId, issue, performanceId } = claims;
  if (performanceId !== list.performanceId) return { state: 'WRONG_SHOW', ...nobody };
  const ticket = list.tickets.find((listed) => listed.ticketId === ticketId);
  if (ticket?.issue === issue) return judgeListed(ticket, uses);
  const isVoid = ticket !== undefined || list.voided.includes(ticketId);
  return isVoid
    ? { state: 'VOID', ticketId, seat: ticket?.seat ?? null, usedAt: null }
    : { ...unknown, ticketId };
}

const unknown: Judged = { state: 'UNKNOWN', ...nobody };

function judgeListed({ ticketId, seat, ...listed }: ListedTicket, uses: Known['uses']): Judged {
  const usedAt = uses[ticketId] ?? listed.usedAt;
  return { state: usedAt === null ? 'VALID' : 'USED', ticketId, seat, usedAt };
}
