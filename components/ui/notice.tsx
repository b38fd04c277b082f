import { CircleCheck, CircleX, Info, TriangleAlert, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

const tones = {
  info: { looks: 'bg-accent-soft', icon: <Info aria-hidden className="size-5 text-accent" /> },
  success: {
    looks: 'bg-success-soft',
    icon: <CircleCheck aria-hidden className="size-5 text-success" />,
  },
  warning: {
    looks: 'bg-warning-soft',
    icon: <TriangleAlert aria-hidden className="size-5 text-warning" />,
  },
  danger: { looks: 'bg-danger-soft', icon: <CircleX aria-hidden className="size-5 text-danger" /> },
};

export interface NoticeProps {
  tone?: keyof typeof tones;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Closes the notice. Without it, the notice has no button for that. */
  onClose?: () => void;
  className?: string;
}

/** Returns true if React renders the node, so that a false condition leaves no empty box. */
const isShown = (node: ReactNode) => node !== undefined && node !== null && node !== false;

/**
 * Explains an event and the user's next step. Screen readers announce a danger at once, and every
 * other notice at the next pause.
 */
export function Notice({
  tone = 'info',
  title,
  children,
  actions,
  onClose,
  className,
}: NoticeProps) {
  const { looks, icon } = tones[tone];
  return (
    <div role={tone === 'danger' ? 'alert' : 'status'} className={cn('notice', looks, className)}>
      <span className="mt-0.5 shrink-0">{icon}</span>
      <div className="flex min-w-0 flex-1 flex-col gap-1.5">
        {title !== undefined && <p className="font-semibold">{title}</p>}
        {isShown(children) && <div>{children}</div>}
        {isShown(actions) && <div className="mt-1.5 flex flex-wrap gap-2">{actions}</div>}
      </div>
      {onClose !== undefined && <CloseButton onPress={onClose} />}
    </div>
  );
}

function CloseButton({ onPress }: { onPress: () => void }) {
  const t = useTranslations('common');
  return (
    <button
      type="button"
      aria-label={t('close')}
      onClick={onPress}
      className="-my-2.5 -mr-2 flex size-11 shrink-0 items-center justify-center rounded-xl hover:bg-surface"
    >
      <X aria-hidden className="size-5" />
    </button>
  );
}
