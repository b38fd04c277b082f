/**
 * The reservation paid in this document. Its page announces the payment once, and not again after a
 * reload.
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
