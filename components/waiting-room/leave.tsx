import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import type { LeaveDialogProps } from './leave-dialog.tsx';

// Loads the dialog on demand, because its code is larger than the rest of the page's foot.
const LeaveDialog = dynamic(() =>
  import('./leave-dialog.tsx').then((module) => module.LeaveDialog),
);

/** Leaves the queue only after a confirmation. */
export function Leave(props: Omit<LeaveDialogProps, 'onClose'>) {
  const t = useTranslations('queue');
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="ghost" className="underline" onClick={() => setAsking(true)}>
        {t('leave')}
      </Button>
      {asking && <LeaveDialog {...props} onClose={() => setAsking(false)} />}
    </>
  );
}
