/** How much of everything a run of the line's benchmarks takes. */
export interface Sizes {
  rounds: number;
  /** Of one measurement. */
  seconds: number;
  /** People in the long line, and in the short one. */
  waiting: number;
  fewWaiting: number;
  /** More people than an instance remembers tokens of. */
  unknownTokens: number;
  /** People of whom it is counted what Redis is asked for. */
  polls: number;
  joinedBefore: number;
  joinsPerSecond: number;
  returning: number;
  recoverySeconds: number;
}

export const full: Sizes = {
  rounds: 5,
  seconds: 3,
  waiting: 1_000_000,
  fewWaiting: 1_000,
  unknownTokens: 150_000,
  polls: 10_000,
  joinedBefore: 10_000,
  joinsPerSecond: 500,
  returning: 100_000,
  recoverySeconds: 75,
};

/** Enough to see that all of it runs. */
export const quick: Sizes = {
  rounds: 1,
  seconds: 1,
  waiting: 20_000,
  fewWaiting: 500,
  unknownTokens: 5_000,
  polls: 2_000,
  joinedBefore: 1_000,
  joinsPerSecond: 100,
  returning: 2_000,
  recoverySeconds: 10,
};
