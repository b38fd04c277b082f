/** One minute, or one hour, of a queue and its sale. Waits are in seconds, revenue in won. */
export interface HistoryRow {
  at: string;
  waiting: number;
  active: number;
  capacity: number;
  joins: number;
  admissions: number;
  completions: number;
  noShows: number;
  waitP50: number | null;
  waitP90: number | null;
  held: number;
  sold: number;
  revenue: number;
}

/** Event of a sale. CONTROL is an audit entry; `people` counts the joins since the last JOINED. */
export interface LiveEvent {
  eventId: string;
  at: string;
  kind: 'JOINED' | 'HELD' | 'PAID' | 'RELEASED' | 'EXPIRED' | 'CANCELLED' | 'REFUNDED' | 'CONTROL';
  userId: string | null;
  name: string | null;
  performanceId: number | null;
  reservationId: number | null;
  paymentId: number | null;
  seats: number[];
  amount: number | null;
  people: number | null;
  action: string | null;
  reason: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}
