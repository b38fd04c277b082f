'use client';

import { keepPreviousData } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { useTranslations } from 'next-intl';
import { useDeferredValue } from 'react';
import { useRouter } from '../../navigation.ts';
import { api } from '../../api.ts';
import { useMay } from '../staff.tsx';

/** A single character finds too many people to be of use. */
const charactersMin = 2;

interface PeopleItemsProps {
  typed: string;
  className: string;
  itemClass: string;
  onClose: () => void;
}

/** Finds people by name, e-mail, booking or ticket number. */
export function PeopleItems({ typed, className, itemClass, onClose }: PeopleItemsProps) {
  const t = useTranslations('console');
  const may = useMay();
  const router = useRouter();
  const q = useDeferredValue(typed.trim());
  const isAsked = may('findPeople') && q.length >= charactersMin;
  const { data } = api.admin.people.find.useQuery(
    { q },
    { enabled: isAsked, placeholderData: keepPreviousData },
  );
  if (!isAsked || data === undefined || data.items.length === 0) return null;
  return (
    <Command.Group heading={t('palette.people')} className={className} forceMount>
      {data.items.map(({ userId, name, email }) => (
        <Command.Item
          key={userId}
          value={`person ${userId}`}
          forceMount
          className={itemClass}
          onSelect={() => {
            onClose();
            router.push(`/admin/people/${userId}`);
          }}
        >
          <bdi>{name}</bdi>
          <bdi className="ml-auto truncate text-sm text-muted">{email}</bdi>
        </Command.Item>
      ))}
    </Command.Group>
  );
}
