'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '../api.ts';
import { shortId } from '../admin/seat-words.ts';
import { Trouble } from '../tickets/trouble.tsx';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { type ConcertName, useConcertTitle } from './concert-names.ts';
import { GrantDialog } from './grant-dialog.tsx';
import type { Member } from './member.ts';
import { RevokeDialog } from './revoke-dialog.tsx';
import { RolesExplained } from './roles.tsx';

interface MembersProps {
  viewerId: string;
  concerts: ConcertName[];
  initial: Member[];
}

/** Lists each role of each staff member. Grants and revokes roles. */
export function Members({ viewerId, concerts, initial }: MembersProps) {
  const t = useTranslations('staff.staff');
  const query = api.admin.staff.list.useQuery(undefined, { initialData: initial });
  const members = query.data;
  const [granting, setGranting] = useState(false);
  const [revoking, setRevoking] = useState<Member | null>(null);
  const owners = members.filter(({ role }) => role === 'OWNER').length;
  return (
    <>
      <Trouble query={query} />
      <Button className="self-start" onClick={() => setGranting(true)}>
        {t('grant')}
      </Button>
      <ul className="divide-y divide-line rounded-2xl border border-line bg-surface">
        {members.map((member) => (
          <li key={`${member.userId} ${member.role}`}>
            <Entry
              member={member}
              concerts={concerts}
              isViewer={member.userId === viewerId}
              isLastOwner={member.role === 'OWNER' && owners === 1}
              onRevoke={() => setRevoking(member)}
            />
          </li>
        ))}
      </ul>
      <RolesExplained />
      {granting && <GrantDialog concerts={concerts} onClose={() => setGranting(false)} />}
      {revoking !== null && (
        <RevokeDialog
          member={revoking}
          isViewer={revoking.userId === viewerId}
          onClose={() => setRevoking(null)}
        />
      )}
    </>
  );
}

interface EntryProps {
  member: Member;
  concerts: ConcertName[];
  isViewer: boolean;
  /** True if the role cannot be revoked, because nobody else is an owner. */
  isLastOwner: boolean;
  onRevoke: () => void;
}

function Entry({ member, concerts, isViewer, isLastOwner, onRevoke }: EntryProps) {
  const t = useTranslations('staff');
  const titleOf = useConcertTitle(concerts);
  const { userId, name, email, role } = member;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-x-2 font-semibold">
          <bdi>{name}</bdi>
          <Badge tone={role === 'OWNER' ? 'accent' : 'neutral'}>{t(`role.${role}.name`)}</Badge>
          {isViewer && <span className="text-sm font-normal text-muted">{t('staff.you')}</span>}
        </p>
        <p className="text-sm break-all text-muted">
          <bdi>{email}</bdi> · <code>{shortId(userId)}</code>
        </p>
        <p className="text-sm">
          {member.concerts === 'all'
            ? t('staff.allConcerts')
            : member.concerts.map(titleOf).join(', ')}
        </p>
      </div>
      {isLastOwner ? (
        <p className="basis-full text-sm text-muted sm:max-w-56 sm:basis-auto">
          {t('staff.lastOwner')}
        </p>
      ) : (
        <Button variant="ghost" className="text-danger" onClick={onRevoke}>
          {t('staff.revoke')}
          <span className="sr-only">
            {' '}
            · {name}, {t(`role.${role}.name`)}
          </span>
        </Button>
      )}
    </div>
  );
}
