import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { Outputs } from '../api.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { SignInLink } from './sign-in-link.tsx';
import { SignOut } from './sign-out.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

const linkClass = 'flex min-h-11 items-center rounded-xl px-3 font-medium whitespace-nowrap hover:bg-raised';

export function Header({ viewer }: { viewer: Outputs['account']['me'] }) {
  const t = useTranslations('common');
  return (
    <header className="border-b border-line bg-surface">
      <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-3">
        {t('skip')}
      </a>
      <div className="mx-auto flex max-w-5xl flex-wrap items-center gap-x-2 px-2 sm:px-4">
        <Link href="/" className="flex min-h-14 items-center gap-2 px-2 text-lg font-extrabold">
          <img src="/icon.svg" alt="" width={28} height={28} />
          {t('brand')}
        </Link>
        <div className="ml-auto flex items-center sm:order-last">
          <LanguageSwitch />
          <ThemeSwitch />
          {viewer === null ? <SignInLink className={linkClass} /> : <SignOut />}
        </div>
        <nav aria-label={t('menu')} className="-mx-1 flex w-full overflow-x-auto sm:w-auto">
          <Link href="/" className={linkClass}>
            {t('concerts')}
          </Link>
          {viewer !== null && (
            <>
              <Link href="/reservations" className={linkClass}>
                {t('reservations')}
              </Link>
              <Link href="/wallet" className={linkClass}>
                {t('wallet')}
              </Link>
            </>
          )}
          {viewer?.role === 'ADMIN' && (
            <Link href="/admin" className={linkClass}>
              {t('admin')}
            </Link>
          )}
        </nav>
      </div>
    </header>
  );
}
