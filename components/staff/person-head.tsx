'use client';

import { useMutation } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Link } from '../navigation.ts';
import { changeReasonMax } from '#server/schema/reason.schema.ts';
import { ReasonDialog } from '../admin/reason-dialog.tsx';
import { api } from '../api.ts';
import { Button, buttonClass } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { isMasked } from './masked.ts';
import type { Person } from './person.ts';
import { pagesOf, type Role } from './staff-nav.tsx';

/** Names the person. Support reveals a masked name and address for a reason, which is audited. */
export function PersonHead({ person, roles }: { person: Person; roles: readonly Role[] }) {
  const t = useTranslations('staff.person');
  const { client } = api.useUtils();
  const [asking, setAsking] = useState(false);
  const { userId } = person;
  const reveal = useMutation({
    mutationFn: (reason: string) => client.admin.people.get.query({ userId, reveal: { reason } }),
    onSuccess: () => setAsking(false),
  });
  const { name, email } = reveal.data ?? person;
  return (
    <Card className="flex flex-wrap items-center justify-between gap-3">
      <div className="min-w-0">
        <h2 className="text-xl font-bold">
          <bdi>{name}</bdi>
        </h2>
        <p className="break-all">
          <bdi>{email}</bdi>
        </p>
        <p className="text-sm text-muted">
          {t('userId')} <code className="break-all">{userId}</code>
        </p>
        <p role="status" className="text-sm text-muted">
          {reveal.isSuccess && t('revealed')}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {isMasked({ email }) && roles.includes('SUPPORT') && (
          <Button variant="secondary" onClick={() => setAsking(true)}>
            <Eye aria-hidden className="size-5" />
            {t('reveal')}
          </Button>
        )}
        {pagesOf(roles).includes('audit') && (
          <Link href={`/admin/audit?person=${userId}`} className={buttonClass('secondary')}>
            {t('audit')}
          </Link>
        )}
      </div>
      {asking && (
        <ReasonDialog
          title={t('revealTitle')}
          description={t('revealAbout')}
          confirm={t('reveal')}
          pending={reveal.isPending}
          error={reveal.error}
          reasonMax={changeReasonMax}
          onClose={() => setAsking(false)}
          onConfirm={(reason) => reveal.mutate(reason)}
        />
      )}
    </Card>
  );
}
