import fc from 'fast-check';

/** Base number of generated inputs per fuzz test: 6 by default, JARI_FUZZ_RUNS in a long run. */
export const fuzzRuns = Number(process.env['JARI_FUZZ_RUNS'] ?? 6);

/**
 * Random seed, fixed in `npm test` and new in a long run. A failure prints the JARI_FUZZ_SEED that
 * reproduces the failure.
 */
export const fuzzSeed = Number(
  process.env['JARI_FUZZ_SEED'] ??
    (process.env['JARI_FUZZ_RUNS'] === undefined ? 1 : Math.floor(Math.random() * 2 ** 30)),
);

/**
 * Maximum number of requests per actor; more requests would end the actor's turn or reach a rate
 * limit.
 */
export const runsPerActor = 25;

/** Allows 200 ms per request, far more than the usual response time. */
export const fuzzTimeoutMs = 60_000 + fuzzRuns * 6 * 200;

const seedOf = (round: string) =>
  Array.from(round).reduce(
    (seed, character) => (seed * 31 + (character.codePointAt(0) ?? 0)) | 0,
    fuzzSeed,
  );

/**
 * Checks a property for `runs` inputs, and shrinks any counterexample. The name `round` gives each
 * call a separate seed.
 */
export async function holds<T>(
  inputs: fc.Arbitrary<T>,
  check: (input: T) => Promise<void>,
  { runs, round }: { runs: number; round: string },
): Promise<void> {
  try {
    await fc.assert(fc.asyncProperty(inputs, check), { seed: seedOf(round), numRuns: runs });
  } catch (error) {
    throw new Error(
      `JARI_FUZZ_SEED=${String(fuzzSeed)} reproduces it: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
