/** Parameters of a run of the queue benchmarks. */
export interface Sizes {
  rounds: number;
  /** Duration of one measurement in seconds. */
  seconds: number;
  /** Number of users in the long queue. */
  waiting: number;
  /** Number of users in the short queue. */
  fewWaiting: number;
  /** Number of users with uncached tokens; exceeds the size of an instance's token cache. */
  unknownTokens: number;
  /** Number of polls in the measurement of Redis commands. */
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

/** Parameters of a quick run of all parts. */
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
