import { refusalOf } from '#components/errors.ts';

/** What an administrator's procedure answers; null where it says that this person is none. */
export async function asAdmin<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (refusalOf(error).code === 'ADMIN_ONLY') return null;
    throw error;
  }
}
