/**
 * Id of the latest reservation with a payment in this document, or null. A reload clears the id, so
 * that the reservation page announces the payment only once.
 */
let paid: number | null = null;

export const justPaid = {
  mark: (reservationId: number): void => {
    paid = reservationId;
  },
  is: (reservationId: number): boolean => paid === reservationId,
  forget: (): void => {
    paid = null;
  },
};
