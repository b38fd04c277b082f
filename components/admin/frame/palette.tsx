'use client';

import { Command } from 'cmdk';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { useRouter } from '../../navigation.ts';
import { api } from '../../api.ts';
import { useFormats } from '../../format.tsx';
import { textIn } from '../../localized.ts';
import { Modal } from '../../ui/modal.tsx';
import { useMay } from '../staff.tsx';
import type { StaffConcert } from './groups.ts';
import { useConcertOf, useMayAt } from './concert-of.ts';
import { PeopleItems } from './people-items.tsx';
import { type DateVerb, isDateVerb, offeredVerbs, openDates } from './verb-names.ts';
import { useBeginVerb, useConcertInPath } from './verbs.tsx';

const itemClass =
  'flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-3 data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent';
const groupClass =
  '[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-semibold [&_[cmdk-group-heading]]:text-muted';

/** Finds concerts, dates, controls and pages by text. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useTranslations('console');
  const mayWatch = useMay()('watch');
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState<DateVerb | null>(null);
  return (
    <Modal
      aria-label={t('search')}
      onClose={onClose}
      className="inset-x-4 top-[12dvh] bottom-auto mx-auto max-w-xl overflow-hidden rounded-2xl"
    >
      <Command label={t('search')} loop>
        <Command.Input
          data-autofocus
          value={typed}
          onValueChange={setTyped}
          placeholder={t(asked === null ? 'palette.hint' : 'palette.dateHint')}
          className="min-h-14 w-full border-b border-line bg-surface px-4 text-base outline-none placeholder:text-muted"
        />
        <Command.List label={t('palette.found')} className="max-h-[60dvh] overflow-y-auto p-2">
          <Command.Empty className="px-3 py-6 text-center text-muted">
            {t('palette.none')}
          </Command.Empty>
          {asked === null ? (
            <>
              <VerbItems
                onAsk={(verb) => {
                  setAsked(verb);
                  setTyped('');
                }}
                onClose={onClose}
              />
              {mayWatch && <Dates onClose={onClose} />}
              {mayWatch && <Concerts onClose={onClose} />}
              <PeopleItems
                typed={typed}
                className={groupClass}
                itemClass={itemClass}
                onClose={onClose}
              />
              <Pages onClose={onClose} />
            </>
          ) : (
            <DatesOfVerb verb={asked} onClose={onClose} />
          )}
        </Command.List>
      </Command>
    </Modal>
  );
}

interface VerbItemsProps {
  /** Asks for the date of a control. */
  onAsk: (verb: DateVerb) => void;
  onClose: () => void;
}

/** Offers the controls of the concert on the page. */
function VerbItems({ onAsk, onClose }: VerbItemsProps) {
  const t = useTranslations('console');
  const concertId = useConcertInPath();
  const concert = useConcertOf(concertId);
  const mayHere = useMayAt(concertId);
  const may = useMay();
  const begin = useBeginVerb();
  if (concertId === null || concert === undefined) return null;
  const offered = offeredVerbs(concert, (verb) =>
    verb === 'createConcerts' ? may(verb) : mayHere(verb),
  );
  if (offered.length === 0) return null;
  return (
    <Command.Group heading={t('palette.verbs')} className={groupClass}>
      {offered.map((verb) => (
        <Command.Item
          key={verb}
          value={`verb ${verb}`}
          keywords={[t(`verb.${verb}`)]}
          className={itemClass}
          onSelect={() => {
            if (isDateVerb(verb)) onAsk(verb);
            else {
              onClose();
              begin(concertId, verb);
            }
          }}
        >
          {t(`verb.${verb}`)}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

/** Asks for the date that a control changes. */
function DatesOfVerb({ verb, onClose }: { verb: DateVerb; onClose: () => void }) {
  const t = useTranslations('console');
  const { moment } = useFormats();
  const concertId = useConcertInPath();
  const concert = useConcertOf(concertId);
  const begin = useBeginVerb();
  if (concertId === null || concert === undefined) return null;
  return (
    <Command.Group heading={t(`verb.${verb}`)} className={groupClass}>
      {openDates(concert.performances).map(({ performanceId, startsAt }) => (
        <Command.Item
          key={performanceId}
          value={`${verb} ${String(performanceId)}`}
          keywords={[moment(startsAt)]}
          className={itemClass}
          onSelect={() => {
            onClose();
            begin(concertId, verb, performanceId);
          }}
        >
          {moment(startsAt)}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

/** Offers the dates of the concert on the page. */
function Dates({ onClose }: { onClose: () => void }) {
  const t = useTranslations('console');
  const { moment } = useFormats();
  const router = useRouter();
  const concertId = useConcertInPath();
  const data = useConcertOf(concertId);
  if (data === undefined || concertId === null) return null;
  return (
    <Command.Group heading={t('palette.dates')} className={groupClass}>
      {data.performances.map(({ performanceId, startsAt }) => (
        <Command.Item
          key={performanceId}
          value={`date ${String(performanceId)}`}
          keywords={[moment(startsAt)]}
          className={itemClass}
          onSelect={() => {
            onClose();
            router.push(`/admin/concerts/${String(concertId)}/seats?date=${String(performanceId)}`);
          }}
        >
          {moment(startsAt)}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function Concerts({ onClose }: { onClose: () => void }) {
  const t = useTranslations('console');
  const locale = useLocale();
  const router = useRouter();
  const { data } = api.admin.concerts.list.useQuery({ archived: false }, { staleTime: 30_000 });
  const words = ({ title, venue }: StaffConcert) => [
    ...new Set([textIn(locale, title), title.ko, textIn(locale, venue), venue.ko]),
  ];
  return (
    <Command.Group heading={t('palette.concerts')} className={groupClass}>
      {data?.items.map((concert) => (
        <Command.Item
          key={concert.concertId}
          value={`concert ${String(concert.concertId)}`}
          keywords={words(concert)}
          className={itemClass}
          onSelect={() => {
            onClose();
            router.push(`/admin/concerts/${String(concert.concertId)}`);
          }}
        >
          <span className="truncate">{textIn(locale, concert.title)}</span>
          <span className="ml-auto truncate text-sm text-muted">
            {textIn(locale, concert.venue)}
          </span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

/** Offers the pages of the viewer's roles, and of the concert on the page. */
function Pages({ onClose }: { onClose: () => void }) {
  const t = useTranslations('console');
  const may = useMay();
  const router = useRouter();
  const concertId = useConcertInPath();
  const mayHere = useMayAt(concertId);
  const concert = concertId === null ? null : `/admin/concerts/${String(concertId)}`;
  const pages = [
    ...(concert === null
      ? []
      : [
          { href: `${concert}/seats`, text: t('tab.seats'), isOpen: mayHere('watch') },
          { href: `${concert}/bookings`, text: t('tab.bookings'), isOpen: mayHere('watch') },
          { href: `${concert}/record`, text: t('tab.record'), isOpen: mayHere('watch') },
          { href: `${concert}/settings`, text: t('tab.settings'), isOpen: mayHere('manage') },
        ]),
    { href: '/admin/concerts/new', text: t('newConcert'), isOpen: may('createConcerts') },
    { href: '/admin/people', text: t('link.people'), isOpen: may('findPeople') },
    { href: '/admin/audit', text: t('link.audit'), isOpen: may('readAudit') },
    { href: '/admin/staff', text: t('link.staff'), isOpen: may('grantRoles') },
    { href: '/door', text: t('link.door'), isOpen: may('admitAtDoor') },
  ];
  return (
    <Command.Group heading={t('palette.pages')} className={groupClass}>
      {pages
        .filter(({ isOpen }) => isOpen)
        .map(({ href, text }) => (
          <Command.Item
            key={href}
            value={`page ${href}`}
            keywords={[text]}
            className={itemClass}
            onSelect={() => {
              onClose();
              router.push(href);
            }}
          >
            {text}
          </Command.Item>
        ))}
    </Command.Group>
  );
}
