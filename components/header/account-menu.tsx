'use client';

import { CircleUser, Settings2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { Link, usePathname } from '../navigation.ts';
import { may } from '../may.ts';
import { isInSale } from '../sale-path.ts';
import { type Account, useAccount } from '../session/account.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { SignOut } from './sign-out.tsx';
import { ThemeChoice } from './theme-choice.tsx';

/**
 * The user: SOMEONE in the cached page of all signed-in users, null for a guest, and undefined if
 * unknown.
 */
export type Audience = Account | 'SOMEONE' | null | undefined;

/** Opens also without JavaScript. A press outside, Escape and a change of the page close the menu. */
export function AccountMenu({ audience }: { audience: Audience }) {
  const t = useTranslations('site');
  const path = usePathname();
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => closeOnDemand(menu.current), [path]);
  const isUser = audience !== null && audience !== undefined;
  const Icon = isUser ? CircleUser : Settings2;
  return (
    <details ref={menu} className="relative">
      <summary
        aria-label={t(isUser ? 'account' : 'settings')}
        className="flex size-11 cursor-pointer list-none items-center justify-center rounded-xl hover:bg-raised [&::-webkit-details-marker]:hidden"
      >
        <Icon aria-hidden className="size-6" />
      </summary>
      <div className="absolute top-full right-0 z-40 flex w-72 max-w-[calc(100vw-1rem)] flex-col gap-1 rounded-2xl border border-line bg-surface p-3 shadow-lg [&_button]:text-left">
        {isUser && <Own known={audience === 'SOMEONE' ? undefined : audience} />}
        {isUser && (
          <Link href="/account" prefetch={false} className={linkClass}>
            {t('account')}
          </Link>
        )}
        <ThemeChoice />
        <LanguageSwitch />
        {isUser && <SignOut />}
      </div>
    </details>
  );
}

/** Closes the menu on a press outside, on Escape, and in the clean-up, which it returns. */
function closeOnDemand(menu: HTMLDetailsElement | null): (() => void) | undefined {
  if (menu === null) return undefined;
  const closing = new AbortController();
  const { signal } = closing;
  const onPress = ({ target }: Event) => {
    // A dialog that the menu opened later returns the focus to the menu.
    const isOutside = target instanceof Node && !menu.contains(target);
    if (isOutside && document.querySelector('dialog[open]') === null) menu.open = false;
  };
  const onKey = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
  };
  document.addEventListener('pointerdown', onPress, { signal });
  menu.addEventListener('keydown', onKey, { signal });
  return () => {
    closing.abort();
    menu.open = false;
  };
}

const linkClass = 'flex min-h-11 items-center rounded-xl px-3 font-medium hover:bg-raised';

/**
 * Shows the user's name, and links for staff. In the cached page of all signed-in users, the browser
 * requests the account, but not in the sale, because all users of a waiting room arrive in one
 * second.
 */
function Own({ known }: { known: Account | undefined }) {
  const t = useTranslations('site');
  const common = useTranslations('common');
  const isLater = isInSale(usePathname());
  const asked = useAccount(known === undefined && !isLater);
  const account = known ?? asked;
  if (!account) return null;
  const { name, email, roles } = account;
  return (
    <>
      <p className="px-3 py-1">
        <span className="block font-bold">{name}</span>
        <span className="block text-sm text-muted">{email}</span>
      </p>
      {roles.length > 0 && (
        <Link href="/admin" className={linkClass}>
          {common('admin')}
        </Link>
      )}
      {may(roles, 'admitAtDoor') && (
        <Link href="/door" className={linkClass}>
          {t('door')}
        </Link>
      )}
    </>
  );
}
