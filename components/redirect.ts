import 'server-only';
import { getLocale } from 'next-intl/server';
import { redirect } from './navigation.ts';

/** Redirects to a path, which has no language, in the language of the page. */
export async function redirectTo(path: string): Promise<never> {
  return redirect({ href: path, locale: await getLocale() });
}
