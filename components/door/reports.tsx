import { useTranslations } from 'next-intl';
import { useFormats } from '../format.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import type { Report } from './log.ts';

/** Lists people whom the door let in offline, but whose tickets were used elsewhere or are void. */
export function Reports({ reports, onForget }: { reports: Report[]; onForget: () => void }) {
  const t = useTranslations('door');
  const { time } = useFormats();
  if (reports.length === 0) return null;
  const textOf = ({ seat, state, at, usedAt }: Report) =>
    usedAt === null
      ? t('report.wrong', { seat: seat ?? 0, time: time(at), state: t(`state.${state}`) })
      : t('report.double', { seat: seat ?? 0, time: time(at), other: time(usedAt) });
  return (
    <Notice
      tone="danger"
      title={t('report.title', { count: reports.length })}
      actions={
        <Button variant="secondary" onClick={onForget}>
          {t('report.seen')}
        </Button>
      }
    >
      <ul className="list-disc pl-5">
        {reports.map((report) => (
          <li key={report.scanId}>{textOf(report)}</li>
        ))}
      </ul>
    </Notice>
  );
}
