import { refusalOf, type RefusalSeen } from '#components/errors.ts';

/** Returns null for a refusal with this code. Rethrows every other error. */
export async function unlessRefused<T>(
  code: RefusalSeen['code'],
  answer: Promise<T>,
): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (refusalOf(error).code === code) return null;
    throw error;
  }
}
