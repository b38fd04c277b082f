import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { api } from '#components/api.ts';
import { useRefusalText } from '#components/errors.ts';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Notice } from '#components/ui/notice.tsx';

/** Leaves the queue only after a confirmation. */
export function Leave({ concertId, onLeft }: { concertId: number; onLeft: () => Promise<void> }) {
  const t = useTranslations('queue');
  const refusalText = useRefusalText();
  const [asking, setAsking] = useState(false);
  const { mutate, reset, isPending, error } = api.queue.leave.useMutation({ onSuccess: onLeft });
  const show = (next: boolean) => {
    setAsking(next);
    if (!isPending) reset(); // Drops the error of the previous attempt.
  };
  return (
    <>
      <Button variant="ghost" className="self-center" onClick={() => show(true)}>
        {t('leave')}
      </Button>
      <Dialog
        open={asking}
        onOpenChange={show}
        title={t('leaveTitle')}
        description={t('leaveWarning')}
      >
        <div className="flex flex-col gap-3">
          {error !== null && <Notice tone="danger">{refusalText(error)}</Notice>}
          <Button onClick={() => show(false)}>{t('stay')}</Button>
          <Button
            variant="danger"
            aria-disabled={isPending}
            onClick={() => isPending || mutate({ concertId })}
          >
            {isPending ? t('leaving') : t('leave')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
