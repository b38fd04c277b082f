import { refusalOf } from '#components/errors.ts';

/** Returns null if the viewer is not an administrator. Rethrows every error except ADMIN_ONLY. */
export async function asAdmin<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (refusalOf(error).code === 'ADMIN_ONLY') return null;
    throw error;
  }
}
