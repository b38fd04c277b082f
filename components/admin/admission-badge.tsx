import { CirclePause, CirclePlay, CircleDashed } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '../ui/badge.tsx';

const states = {
  paused: { tone: 'warning', Icon: CirclePause },
  running: { tone: 'success', Icon: CirclePlay },
  notOnSale: { tone: 'neutral', Icon: CircleDashed },
} as const;

export function AdmissionBadge({ paused, onSale }: { paused: boolean; onSale: boolean }) {
  const t = useTranslations('admin');
  const state = paused ? 'paused' : onSale ? 'running' : 'notOnSale';
  const { tone, Icon } = states[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden className="mr-1.5 size-4" />
      {t(state)}
    </Badge>
  );
}
