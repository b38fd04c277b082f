/** The reservation that was paid in this document a moment ago: its page says so once, and a reload does not repeat it. */
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
