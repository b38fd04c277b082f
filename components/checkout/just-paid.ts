/**
 * Id of the reservation that the user paid for in this document. The page of that reservation
 * announces the payment once, and not again after a reload.
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
