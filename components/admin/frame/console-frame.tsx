'use client';

import { Menu } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { Link } from '../../navigation.ts';
import type { Outputs } from '../../api.ts';
import { Sheet } from '../../ui/sheet.tsx';
import { Toasts } from '../../ui/toast.tsx';
import { UndoProvider } from '../undo-provider.tsx';
import { Sidebar } from './sidebar.tsx';
import { useConcertInPath, VerbProvider } from './verbs.tsx';

// Loads the search on demand, because few visits use it.
const Palette = dynamic(async () => (await import('./palette.tsx')).Palette);

type Listed = Outputs['admin']['concerts']['list'];
const MenuContext = createContext<() => void>(() => undefined);

/** Returns a function that opens the menu on narrow screens, which have no sidebar. */
export const useOpenMenu = () => useContext(MenuContext);

/** Returns true if ⌘K or Ctrl+K opens the search. */
const isSearchKey = ({ key, metaKey, ctrlKey }: KeyboardEvent) =>
  key.toLowerCase() === 'k' && (metaKey || ctrlKey);

/** The console's frame: sidebar, search and messages. On narrow screens, a bar and a menu. */
export function ConsoleFrame({ initial, children }: { initial: Listed; children: ReactNode }) {
  const t = useTranslations();
  const [open, setOpen] = useState<'menu' | 'search' | null>(null);
  const isConcert = useConcertInPath() !== null;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isSearchKey(event)) return;
      event.preventDefault();
      setOpen('search');
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  const close = () => setOpen(null);
  const sidebar = <Sidebar initial={initial} onSearch={() => setOpen('search')} onLeave={close} />;
  return (
    <VerbProvider>
      <Toasts>
        <MenuContext value={() => setOpen('menu')}>
          <div data-console className="min-h-dvh lg:grid lg:grid-cols-[212px_minmax(0,1fr)]">
            <div
              data-side
              className="sticky top-0 hidden h-dvh overflow-y-auto bg-side text-side-ink lg:block"
            >
              {sidebar}
            </div>
            <div className="min-w-0">
              {!isConcert && <Bar onMenu={() => setOpen('menu')} />}
              <UndoProvider>{children}</UndoProvider>
            </div>
          </div>
          {open === 'menu' && (
            <Sheet
              side="start"
              title={t('console.menu')}
              className="border-side bg-side px-2 text-side-ink"
              onClose={close}
            >
              <div data-side>{sidebar}</div>
            </Sheet>
          )}
          {open === 'search' && <Palette onClose={close} />}
        </MenuContext>
      </Toasts>
    </VerbProvider>
  );
}

/** The bar of narrow screens, outside a concert. */
function Bar({ onMenu }: { onMenu: () => void }) {
  const t = useTranslations('console');
  return (
    <header
      data-side
      className="flex h-14 items-center justify-between bg-side px-2 text-side-ink lg:hidden"
    >
      <Link href="/admin" className="flex min-h-11 items-center gap-2 px-2 font-extrabold">
        <img src="/icon.svg" alt="" width={24} height={24} />
        {t('brand')}
      </Link>
      <button
        type="button"
        onClick={onMenu}
        className="flex size-11 items-center justify-center rounded-xl"
      >
        <Menu aria-hidden className="size-6" />
        <span className="sr-only">{t('menu')}</span>
      </button>
    </header>
  );
}
