'use client';

import { CalendarDays, Ticket, Wallet } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Link, usePathname } from '../navigation.ts';
import { isInSale } from '../sale-path.ts';

/**
 * Links to the main pages: at the bottom of a phone, and in the header of a wide or low window.
 * Pages in the sale have none. A guest's links load no page in advance, because it would be the
 * sign-in page. Neither do links to the list, which most pages would load for nothing.
 */
export function Tabs({ isGuest }: { isGuest: boolean }) {
  const t = useTranslations('common');
  const path = usePathname();
  if (isInSale(path)) return null;
  const tabs = [
    { name: t('concerts'), href: '/', Icon: CalendarDays, within: '/concerts/' },
    { name: t('reservations'), href: '/reservations', Icon: Ticket, within: '/reservations/' },
    { name: t('wallet'), href: '/wallet', Icon: Wallet, within: '/wallet/' },
  ];
  return (
    <nav
      aria-label={t('menu')}
      data-tabs
      className="flex max-md:order-last max-md:w-full max-md:tall:fixed max-md:tall:inset-x-0 max-md:tall:bottom-0 max-md:tall:z-30 max-md:tall:border-t max-md:tall:border-line max-md:tall:bg-surface max-md:tall:pb-[env(safe-area-inset-bottom)]"
    >
      {tabs.map(({ name, href, Icon, within }) => (
        <Link
          key={href}
          href={href}
          prefetch={isGuest || href === '/' ? false : null}
          aria-current={path === href ? 'page' : path.startsWith(within)}
          className="flex min-h-11 items-center justify-center rounded-xl px-3 font-medium whitespace-nowrap hover:bg-raised aria-[current=page]:text-accent aria-[current=true]:text-accent max-md:tall:min-h-14 max-md:tall:flex-1 max-md:tall:flex-col max-md:tall:gap-0.5 max-md:tall:text-xs max-md:tall:font-semibold"
        >
          <Icon aria-hidden className="hidden size-5 max-md:tall:block" />
          {name}
        </Link>
      ))}
    </nav>
  );
}
