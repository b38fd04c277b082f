import { CirclePause, CirclePlay } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Badge } from '../ui/badge.tsx';

/** Whether people are being let in: a sign and a word. */
export function LineState({ paused }: { paused: boolean }) {
  const t = useTranslations('admin');
  const Icon = paused ? CirclePause : CirclePlay;
  return (
    <Badge tone={paused ? 'warning' : 'success'}>
      <Icon aria-hidden className="mr-1.5 size-4" />
      {paused ? t('paused') : t('running')}
    </Badge>
  );
}
