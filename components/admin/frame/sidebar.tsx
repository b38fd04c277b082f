'use client';

import { Search } from 'lucide-react';
import { useLocale, useNow, useTranslations } from 'next-intl';
import { useId } from 'react';
import { Link, usePathname } from '../../navigation.ts';
import { api, type Outputs } from '../../api.ts';
import { useFormats } from '../../format.tsx';
import { LanguageSwitch } from '../../header/language-switch.tsx';
import { SignOut } from '../../header/sign-out.tsx';
import { ThemeSwitch } from '../../header/theme-switch.tsx';
import { textIn } from '../../localized.ts';
import { cn } from '../../ui/cn.ts';
import type { Verb } from '../../may.ts';
import { useMay } from '../staff.tsx';
import { daysUntil, type GroupName, groupConcerts, type StaffConcert } from './groups.ts';
import { useConcertInPath } from './verbs.tsx';

const listPollMs = 30_000;
const figurePollMs = 5_000;
/** Concerts of a group that the sidebar shows; the list of concerts shows all. */
const shownMax = { onSale: 12, coming: 6, drafts: 4, past: 3 } satisfies Record<GroupName, number>;

const links = [
  { href: '/admin/people', name: 'people', verb: 'findPeople' },
  { href: '/admin/audit', name: 'audit', verb: 'readAudit' },
  { href: '/admin/integrity', name: 'integrity', verb: 'readAudit' },
  { href: '/admin/plans', name: 'plans', verb: 'manage' },
  { href: '/admin/staff', name: 'staff', verb: 'grantRoles' },
  { href: '/door', name: 'door', verb: 'admitAtDoor' },
] as const satisfies { href: string; name: string; verb: Verb }[];

const rowClass =
  'flex min-h-9 items-center gap-2 rounded-lg px-3 text-sm font-medium hover:bg-side-raised aria-[current]:bg-side-raised';

interface SidebarProps {
  initial: Outputs['admin']['concerts']['list'];
  onSearch: () => void;
  /** Called when a link is followed. */
  onLeave: () => void;
}

/** Lists the viewer's concerts by their sale, and the pages that the viewer's roles open. */
export function Sidebar({ initial, onSearch, onLeave }: SidebarProps) {
  const t = useTranslations('console');
  const tCommon = useTranslations('common');
  const may = useMay();
  const path = usePathname();
  const id = useId(); // The menu of narrow screens is a second sidebar.
  const nowMs = useNow({ updateInterval: 60_000 }).getTime();
  const { data } = api.admin.concerts.list.useQuery(
    { archived: false },
    { initialData: initial, refetchInterval: listPollMs },
  );
  return (
    <nav aria-label={t('menu')} className="flex min-h-full flex-col gap-1 p-2.5">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-side focus:p-3"
      >
        {tCommon('skip')}
      </a>
      <Link
        href="/admin"
        onClick={onLeave}
        className="flex min-h-10 items-center gap-2 px-2.5 font-extrabold"
      >
        <img src="/icon.svg" alt="" width={24} height={24} />
        {t('brand')}
      </Link>
      <SearchButton onSearch={onSearch} />
      {groupConcerts(may('watch') ? data.items : [], nowMs).map(({ name, concerts }) => (
        <div key={name} role="group" aria-labelledby={`${id}-${name}`} className="mt-2">
          <h2 id={`${id}-${name}`} className="px-3 py-1.5 text-xs font-semibold text-side-muted">
            {t(`group.${name}`)}
          </h2>
          <ul>
            {concerts.slice(0, shownMax[name]).map((concert) => (
              <li key={concert.concertId}>
                <ConcertLink concert={concert} group={name} nowMs={nowMs} onLeave={onLeave} />
              </li>
            ))}
          </ul>
        </div>
      ))}
      <ul className="mt-auto pt-4">
        {links
          .filter(({ verb }) => may(verb))
          .map(({ href, name }) => (
            <li key={href}>
              <Link
                href={href}
                onClick={onLeave}
                {...(path.startsWith(href) && { 'aria-current': 'page' })}
                className={rowClass}
              >
                {t(`link.${name}`)}
              </Link>
            </li>
          ))}
        <li>
          <Link
            href="/admin/security"
            onClick={onLeave}
            {...(path === '/admin/security' && { 'aria-current': 'page' })}
            className={rowClass}
          >
            {t('link.security')}
          </Link>
        </li>
      </ul>
      <div className="flex flex-wrap items-center text-sm [&_:is(a,button):hover]:bg-side-raised [&_a[aria-current]]:text-side-accent!">
        <LanguageSwitch />
        <ThemeSwitch />
        <SignOut />
      </div>
    </nav>
  );
}

interface ConcertLinkProps {
  concert: StaffConcert;
  group: GroupName;
  nowMs: number;
  onLeave: () => void;
}

function ConcertLink({ concert, group, nowMs, onLeave }: ConcertLinkProps) {
  const locale = useLocale();
  const { concertId, title } = concert;
  const href = `/admin/concerts/${String(concertId)}`;
  const path = usePathname();
  const isCurrent = path === href || path.startsWith(`${href}/`);
  const dots: Record<GroupName, string> = {
    onSale: 'bg-[#3ddc97]',
    coming: 'bg-side-muted',
    drafts: 'border border-side-muted',
    past: 'bg-side-raised',
  };
  return (
    <Link
      href={href}
      onClick={onLeave}
      {...(isCurrent && { 'aria-current': path === href ? 'page' : 'true' })}
      className={cn(rowClass, (group === 'past' || group === 'drafts') && 'text-side-muted')}
    >
      <span aria-hidden className={cn('size-2 shrink-0 rounded-full', dots[group])} />
      <span className="truncate">{textIn(locale, title)}</span>
      <span className="ml-auto pl-1 text-xs whitespace-nowrap text-side-muted tabular-nums">
        {group === 'onSale' && <Waiting concertId={concertId} />}
        {group === 'coming' && <Coming opensAt={concert.opensAt} nowMs={nowMs} />}
      </span>
    </Link>
  );
}

function Coming({ opensAt, nowMs }: { opensAt: string; nowMs: number }) {
  const t = useTranslations('console');
  return t('daysLeft', { days: Math.max(0, daysUntil(opensAt, nowMs)) });
}

function Waiting({ concertId }: { concertId: number }) {
  const isAllowed = useMay()('watch');
  const isOpen = useConcertInPath() === concertId; // its pages keep its figures current
  const { data } = api.admin.overview.useQuery(
    { concertId },
    { enabled: isAllowed, refetchInterval: isOpen ? false : figurePollMs },
  );
  return data === undefined ? null : <SaleFigure {...data} />;
}

type SaleFigureProps = Pick<
  Outputs['admin']['overview'],
  'waiting' | 'available' | 'held' | 'sold'
>;

/** Shows how many people wait, or that the concert is sold out. */
export function SaleFigure({ waiting, available, held, sold }: SaleFigureProps) {
  const t = useTranslations('console');
  const { number } = useFormats();
  if (available + held === 0 && sold > 0) return t('soldOut');
  return (
    <>
      <span className="sr-only">{t('waitingNamed')} </span>
      {number(waiting)}
    </>
  );
}

function SearchButton({ onSearch }: { onSearch: () => void }) {
  const t = useTranslations('console');
  return (
    <button
      type="button"
      onClick={onSearch}
      className="flex min-h-10 w-full items-center gap-2 rounded-lg bg-side-raised px-3 text-sm text-side-muted"
    >
      <Search aria-hidden className="size-4" />
      {t('search')}
      <kbd aria-hidden className="ml-auto font-sans">
        ⌘K
      </kbd>
    </button>
  );
}
