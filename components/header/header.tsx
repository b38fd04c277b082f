import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { Outputs } from '../api.ts';
import { AdminLink } from './admin-link.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { SignInLink } from './sign-in-link.tsx';
import { SignOut } from './sign-out.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

const linkClass =
  'flex min-h-11 items-center rounded-xl px-3 font-medium whitespace-nowrap hover:bg-raised';

/** `audience` is SOMEONE in a page template, because all signed-in users share the template. */
export function Header({ audience }: { audience: Outputs['account']['me'] | 'SOMEONE' }) {
  const t = useTranslations('common');
  return (
    <header className="border-b border-line bg-surface">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-3"
      >
        {t('skip')}
      </a>
      {/* On narrow screens, the menu wraps onto a second row. `reading-flow` makes the tab order
          follow the visual order. */}
      <div className="mx-auto flex max-w-5xl flex-wrap items-center gap-x-2 px-2 [reading-flow:flex-visual] sm:px-4">
        <Link href="/" className="flex min-h-14 items-center gap-2 px-2 text-lg font-extrabold">
          <img src="/icon.svg" alt="" width={28} height={28} />
          {t('brand')}
        </Link>
        <nav
          aria-label={t('menu')}
          className="-mx-1 order-last flex w-full overflow-x-auto sm:order-none sm:w-auto"
        >
          <Link href="/" className={linkClass}>
            {t('concerts')}
          </Link>
          {audience !== null && (
            <>
              <Link href="/reservations" className={linkClass}>
                {t('reservations')}
              </Link>
              <Link href="/wallet" className={linkClass}>
                {t('wallet')}
              </Link>
            </>
          )}
          {audience !== null && (
            <AdminLink
              isStaff={audience === 'SOMEONE' ? undefined : audience.roles.length > 0}
              className={linkClass}
            />
          )}
        </nav>
        <div className="ml-auto flex items-center">
          <LanguageSwitch />
          <ThemeSwitch />
          {audience === null ? <SignInLink className={linkClass} /> : <SignOut />}
        </div>
      </div>
    </header>
  );
}
