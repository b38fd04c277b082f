/** Sizes of one run of the seat and money benchmarks. */
export interface Sizes {
  rounds: number;
  /** Number of performances with 50 seats each, and of users who want those seats. */
  dates: number;
  people: number;
  contenders: number;
  charges: number;
  /** Number of payments per measurement. */
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

/** Sizes just large enough to run all parts. */
export const quick: Sizes = {
  rounds: 1,
  dates: 2,
  people: 700,
  contenders: 200,
  charges: 100,
  payments: 100,
};

/** Number of database connections and of concurrent users, equal for all variants. */
export const workerCount = 16;
export const seatsPerDate = 50;
