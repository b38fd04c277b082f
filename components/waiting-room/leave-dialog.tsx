import { useTranslations } from 'next-intl';
import { api } from '#components/api.ts';
import { useRefusalText } from '#components/errors.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Notice } from '#components/ui/notice.tsx';

export interface LeaveDialogProps {
  concertId: number;
  onLeft: () => Promise<void>;
  onClose: () => void;
}

export function LeaveDialog({ concertId, onLeft, onClose }: LeaveDialogProps) {
  const t = useTranslations('queue');
  const refusalText = useRefusalText();
  const { mutate, isPending, error } = api.queue.leave.useMutation({ onSuccess: onLeft });
  return (
    <Dialog open onOpenChange={onClose} title={t('leaveTitle')} description={t('leaveWarning')}>
      <div className="flex flex-col gap-3">
        {error !== null && <Notice tone="danger">{refusalText(error)}</Notice>}
        <Button onClick={onClose}>{t('stay')}</Button>
        <Button
          variant="danger"
          aria-disabled={isPending}
          onClick={() => isPending || mutate({ concertId })}
        >
          {isPending ? t('leaving') : t('leave')}
        </Button>
      </div>
    </Dialog>
  );
}
