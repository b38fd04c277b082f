import { CompactSign, compactVerify, errors } from 'jose';
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

/** The signed text of a ticket's QR: a compact JWS, Ed25519 by TICKET_KEY, so that a door without a network can check it. */
export function signTicket({ ticketId, concertId, performanceId, seat, startsAt }: TicketClaims): Promise<string> {
  const text = JSON.stringify({ ticketId, concertId, performanceId, seat, startsAt });
  return new CompactSign(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'jari-ticket' })
    .sign(env().TICKET_KEY);
}

/** What a signed ticket says, or null when we did not sign it. Whether it is still valid, only the database knows. */
export async function verifyTicket(signed: string): Promise<TicketClaims | null> {
  try {
    const { payload, protectedHeader } = await compactVerify(signed, createPublicKey(env().TICKET_KEY), {
      algorithms: ['EdDSA'],
    });
    return protectedHeader.typ === 'jari-ticket' ? ticketClaims.parse(JSON.parse(new TextDecoder().decode(payload))) : null;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof z.ZodError) return null;
    throw error;
  }
}
