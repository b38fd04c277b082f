import { useTranslations } from 'next-intl';
import { LanguageSwitch } from '#components/header/language-switch.tsx';
import { SignOut } from '#components/header/sign-out.tsx';
import { ThemeSwitch } from '#components/header/theme-switch.tsx';
import { Leave } from './leave.tsx';

interface FootProps {
  concertId: number;
  /** Undefined if the user has no place to give up. */
  onLeft: (() => Promise<void>) | undefined;
}

/** Small print, the way out of the line, and the controls of the hidden site header. */
export function Foot({ concertId, onLeft }: FootProps) {
  const t = useTranslations('queue');
  return (
    <>
      <details className="px-1 text-sm text-muted">
        <summary className="flex min-h-11 cursor-pointer flex-wrap items-center gap-x-2">
          {t('kept')} <span className="underline">{t('more')}</span>
        </summary>
        <p>{t('keptHow')}</p>
      </details>
      <div className="flex min-h-11 justify-center">
        {onLeft !== undefined && <Leave concertId={concertId} onLeft={onLeft} />}
      </div>
      <div className="flex flex-wrap items-center justify-center text-sm">
        <LanguageSwitch />
        <ThemeSwitch />
        <SignOut />
      </div>
    </>
  );
}
