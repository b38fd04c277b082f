'use client';

import { useTranslations } from 'next-intl';
import { changeReasonMax } from '#server/schema/reason.schema.ts';
import { ReasonDialog } from '../admin/reason-dialog.tsx';
import { api } from '../api.ts';
import { useToast } from '../ui/toast.tsx';
import type { Member } from './member.ts';

interface RevokeDialogProps {
  member: Member;
  isViewer: boolean;
  onClose: () => void;
}

/** Names the person, the role and what the person can no longer do. */
export function RevokeDialog({ member, isViewer, onClose }: RevokeDialogProps) {
  const t = useTranslations('staff');
  const utils = api.useUtils();
  const toast = useToast();
  const { userId, role, name, email } = member;
  const words = { name: `\u2068${name}\u2069`, email, role: t(`role.${role}.name`) };
  const revoke = api.admin.staff.revoke.useMutation({
    onSuccess: async () => {
      await utils.admin.staff.list.invalidate();
      toast(t('staff.revoked', words));
      onClose();
    },
  });
  return (
    <ReasonDialog
      title={t('staff.revokeTitle', words)}
      description={t(isViewer ? 'staff.revokeOwn' : 'staff.revokeAbout', words)}
      confirm={t('staff.revokeConfirm', words)}
      variant="danger"
      pending={revoke.isPending}
      error={revoke.error}
      reasonMax={changeReasonMax}
      onClose={onClose}
      onConfirm={(reason) => revoke.mutate({ userId, role, reason })}
    />
  );
}
