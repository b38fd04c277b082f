import { Wifi, WifiOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { cn } from '../ui/cn.ts';
import type { DoorView } from './device.ts';

const everyMs = 5_000;
const oldMinutes = 10;

/** Returns the device's clock, or null while the server renders. */
function useClock(): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    const tick = () => setNow(Date.now());
    tick();
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Returns the age of a list by the server's clock, which may be behind the list. */
export const ageMinutes = (at: string, serverMs: number): number =>
  Math.max(0, Math.floor((serverMs - Date.parse(at)) / 60_000));

type ListStateProps = Pick<DoorView, 'list' | 'aheadMs' | 'isConnected'> & { queued: number };

/** Shows the network, the age of the list on the device, and the scans that wait for the network. */
export function ListState({ list, aheadMs, isConnected, queued }: ListStateProps) {
  const t = useTranslations('door');
  const now = useClock();
  const minutes = list === null || now === null ? null : ageMinutes(list.at, now - aheadMs);
  const isOld = minutes !== null && minutes >= oldMinutes;
  const Icon = isConnected ? Wifi : WifiOff;
  return (
    <div
      role="status"
      className={cn(
        'flex items-start gap-3 rounded-2xl border border-transparent p-3',
        isConnected && !isOld ? 'bg-raised' : 'bg-warning-soft',
      )}
    >
      <Icon aria-hidden className="mt-0.5 size-5 shrink-0" />
      <div>
        <p className="font-semibold">{t(isConnected ? 'online' : 'offline')}</p>
        <p>
          {minutes === null || list === null
            ? t('noList')
            : t('listAge', {
                minutes,
                tickets: list.tickets.length,
                used: list.tickets.filter(({ usedAt }) => usedAt !== null).length,
              })}
        </p>
        {queued > 0 && <p>{t('queued', { count: queued })}</p>}
      </div>
    </div>
  );
}
