/** Sizes of one run of the seat and money benchmarks. */
export interface Sizes {
  rounds: number;
  /** Dates of a concert with 50 seats each, and the users who want them. */
  dates: number;
  people: number;
  contenders: number;
  charges: number;
  /** Payments per measurement. */
  payments: number;
}

export const full: Sizes = {
  rounds: 3,
  dates: 20,
  people: 10_000,
  contenders: 5_000,
  charges: 1_000,
  payments: 300,
};

/** Only large enough to run all parts. */
export const quick: Sizes = {
  rounds: 1,
  dates: 2,
  people: 700,
  contenders: 200,
  charges: 100,
  payments: 100,
};

/** Connections to the database and concurrent users, equal for all variants. */
export const workerCount = 16;
export const seatsPerDate = 50;
