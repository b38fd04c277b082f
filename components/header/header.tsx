import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { AccountMenu, type Audience } from './account-menu.tsx';
import { SearchLink } from './search-link.tsx';
import { SignInLink } from './sign-in-link.tsx';
import { Tabs } from './tabs.tsx';

/** One row of 56 px. With large text, the row wraps. */
export function Header({ audience }: { audience: Audience }) {
  const t = useTranslations('common');
  return (
    <header className="border-b border-line bg-surface">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-surface focus:p-3"
      >
        {t('skip')}
      </a>
      {/* `reading-flow` makes the tab order follow the visual order. */}
      <div className="mx-auto -mb-px flex max-w-6xl flex-wrap items-center gap-x-2 px-2 [reading-flow:flex-visual] sm:px-4">
        <Link
          href="/"
          prefetch={false}
          className="flex min-h-14 items-center gap-2 px-2 text-lg font-extrabold"
        >
          <img src="/icon.svg" alt="" width={28} height={28} />
          {t('brand')}
        </Link>
        <Tabs isGuest={audience === null} />
        <div className="ml-auto flex items-center">
          <SearchLink />
          {audience === null && (
            <SignInLink className="flex min-h-11 items-center rounded-xl px-3 font-medium whitespace-nowrap hover:bg-raised" />
          )}
          <AccountMenu audience={audience} />
        </div>
      </div>
    </header>
  );
}
