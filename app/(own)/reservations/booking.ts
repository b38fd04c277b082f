import { notFound } from 'next/navigation';
import { cache } from 'react';
import { refusalOf } from '#components/errors.ts';
import type { Booking } from '#components/booking.ts';
import { knownId } from '#components/turn/id-in-path.ts';
import { serverApi } from '../../server-api.ts';

/** Returns null if the reservation does not exist or belongs to another user. */
export const myBooking = cache(async (number: string): Promise<Booking | null> => {
  const reservationId = knownId(number);
  if (reservationId === null) return null;
  try {
    return await (await serverApi()).api.reservation.get({ reservationId });
  } catch (error) {
    if (refusalOf(error).code === 'NOT_FOUND') return null;
    throw error;
  }
});

export async function requireBooking(number: string): Promise<Booking> {
  return (await myBooking(number)) ?? notFound();
}
