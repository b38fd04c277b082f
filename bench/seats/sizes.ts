/** How much of everything a run of the sale's benchmarks takes. */
export interface Sizes {
  rounds: number;
  /** Dates of a concert, of 50 seats each, and the people who come for them. */
  dates: number;
  people: number;
  contenders: number;
  charges: number;
  /** Payments of one measurement. */
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

/** Enough to see that all of it runs. */
export const quick: Sizes = {
  rounds: 1,
  dates: 2,
  people: 700,
  contenders: 200,
  charges: 100,
  payments: 100,
};

/** As many connections to the database, and as many people at a time, for whatever is compared. */
export const workerCount = 16;
export const seatsPerDate = 50;
