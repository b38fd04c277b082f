/** Sizes of one run of bench/calls.ts. */
export interface Sizes {
  connections: readonly number[];
  rounds: number;
  /** Duration of one round. */
  seconds: number;
  /** Number of synthetic users with a funded wallet. */
  buyers: number;
  /** Number of synthetic users who join. */
  joiners: number;
  /** Number of synthetic users who poll or read seats. */
  readers: number;
  /** Number of users to prepare for the first round of a call. */
  preparedMin: number;
  rush: { dates: number; people: number; secondsMax: number };
  contenders: { people: number; rounds: number; secondsMax: number };
  /** `paceMs` approximates the poll interval of a user at the end of the queue. */
  beside: { waiting: number; rounds: number; paceMs: number; seconds: number };
}

export const full: Sizes = {
  connections: [1, 8, 32, 128],
  rounds: 5,
  seconds: 1,
  buyers: 20_000,
  joiners: 40_000,
  readers: 500,
  preparedMin: 300,
  rush: { dates: 20, people: 10_000, secondsMax: 90 },
  contenders: { people: 1_000, rounds: 3, secondsMax: 30 },
  beside: { waiting: 10_000, rounds: 2, paceMs: 15_000, seconds: 3 },
};

/** Smallest sizes that run all parts. */
export const quick: Sizes = {
  connections: [1, 8, 32, 128],
  rounds: 1,
  seconds: 0.25,
  buyers: 2_000,
  joiners: 5_000,
  readers: 200,
  preparedMin: 50,
  rush: { dates: 2, people: 1_000, secondsMax: 30 },
  contenders: { people: 200, rounds: 1, secondsMax: 15 },
  beside: { waiting: 1_000, rounds: 1, paceMs: 8_000, seconds: 1 },
};

/** Number of connections at which the benchmark checks its targets. */
export const connectionsOfTarget = 32;
