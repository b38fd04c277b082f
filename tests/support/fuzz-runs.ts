import fc from 'fast-check';

/** How many requests of each kind a fuzz test sends: few in `npm test`, JARI_FUZZ_RUNS of them in a long run. */
export const fuzzRuns = Number(process.env['JARI_FUZZ_RUNS'] ?? 10);

/** What the dice begin with: the same in every `npm test`, anew in a long run. A failure names it, and JARI_FUZZ_SEED takes it up again. */
export const fuzzSeed = Number(
  process.env['JARI_FUZZ_SEED'] ??
    (process.env['JARI_FUZZ_RUNS'] === undefined ? 1 : Math.floor(Math.random() * 2 ** 30)),
);

/** People are only good for so many requests: then their turn has been used up, or they have asked too often. */
export const runsPerActor = 25;

/** Enough time for so many requests, each far slower than it is. */
export const fuzzTimeoutMs = 60_000 + fuzzRuns * 6 * 200;

const seedOf = (round: string) =>
  Array.from(round).reduce((seed, sign) => (seed * 31 + (sign.codePointAt(0) ?? 0)) | 0, fuzzSeed);

/** Checks a property for `runs` inputs, smallest counter-example first; `round` names one use of the seed, and sets it apart from the others. */
export async function holds<T>(
  inputs: fc.Arbitrary<T>,
  check: (input: T) => Promise<void>,
  { runs, round }: { runs: number; round: string },
): Promise<void> {
  try {
    await fc.assert(fc.asyncProperty(inputs, check), { seed: seedOf(round), numRuns: runs });
  } catch (error) {
    throw new Error(
      `JARI_FUZZ_SEED=${String(fuzzSeed)} finds it again: ${(error as Error).message}`,
      { cause: error },
    );
  }
}
