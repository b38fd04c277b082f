import { notFound } from 'next/navigation';
import { cache } from 'react';
import { refusalOf } from '#components/errors.ts';
import type { Booking } from '#components/tickets/booking.tsx';
import { reservationInput } from '#server/ids.schema.ts';
import { serverApi } from '../server-api.ts';

/** The viewer's reservation of this number; null where there is none, or it is someone else's. */
export const myBooking = cache(async (number: string): Promise<Booking | null> => {
  const input = reservationInput.safeParse({ reservationId: Number(number) });
  if (!input.success) return null;
  try {
    return await (await serverApi()).api.reservation.get(input.data);
  } catch (error) {
    if (refusalOf(error).code === 'NOT_FOUND') return null;
    throw error;
  }
});

export async function requireBooking(number: string): Promise<Booking> {
  return (await myBooking(number)) ?? notFound();
}
