import { useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import { cn } from '../ui/cn.ts';
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
        <Tabs isGuest={audience === null || audience === undefined} />
        <div className="ml-auto flex items-center">
          {/* Keeps its room until the user is known, so that nothing moves. */}
          {(audience === null || audience === undefined) && (
            <SignInLink
              className={cn(
                'flex min-h-11 items-center rounded-xl px-3 font-medium whitespace-nowrap hover:bg-raised',
                audience === undefined && '[@media(scripting:enabled)]:invisible',
              )}
            />
          )}
          <SearchLink />
          <AccountMenu audience={audience} />
        </div>
      </div>
    </header>
  );
}
