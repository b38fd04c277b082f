import { createSigner, createVerifier, TokenError } from 'fast-jwt';
import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { env } from '../env.ts';

/** What a ticket says to whoever checks it at the door. */
const ticketClaims = z.object({
  ticketId: z.number(),
  concertId: z.number(),
  performanceId: z.number(),
  seat: z.number(),
  startsAt: z.string(),
});
export type TicketClaims = z.output<typeof ticketClaims>;

const header = { alg: 'EdDSA', typ: 'jari-ticket' };

let made: ReturnType<typeof makeKeys> | undefined;
const keys = () => (made ??= makeKeys());

function makeKeys() {
  const key = env().TICKET_KEY;
  return {
    sign: createSigner({ algorithm: 'EdDSA', key: key.export({ format: 'pem', type: 'pkcs8' }), header, noTimestamp: true }),
    verify: createVerifier({
      algorithms: ['EdDSA'],
      key: createPublicKey(key).export({ format: 'pem', type: 'spki' }),
      checkTyp: header.typ,
    }),
  };
}

/** The signed text of a ticket's QR: a compact JWS, Ed25519 by TICKET_KEY, so that a door without a network can check it. */
export function signTicket({ ticketId, concertId, performanceId, seat, startsAt }: TicketClaims): string {
  return keys().sign({ ticketId, concertId, performanceId, seat, startsAt });
}

/** What a signed ticket says, or null when we did not sign it. Whether it is still valid, only the database knows. */
export function verifyTicket(signed: string): TicketClaims | null {
  try {
    return ticketClaims.safeParse(keys().verify(signed)).data ?? null;
  } catch (error) {
    if (error instanceof TokenError) return null;
    throw error;
  }
}
