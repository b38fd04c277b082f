'use client';

import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { api, type Outputs } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import { useAddress } from '../navigation.ts';
import { send } from '../network/procedure.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { useToast } from '../ui/toast.tsx';
import { goOn } from '../account/next-auth.ts';
import { deviceName } from './device-name.ts';
import { Section } from './section.tsx';

type Sessions = Outputs['account']['sessions'];
type Session = Sessions[number];

const ownFirst = (sessions: Sessions): Session[] =>
  sessions.toSorted((one, other) => Number(other.current) - Number(one.current));

/** Lists the sessions and access tokens, and ends one or all of them. */
export function SessionList({ sessions: initialData }: { sessions: Sessions }) {
  const t = useTranslations('settings');
  const refusalText = useRefusalText();
  const toast = useToast();
  const list = useRef<HTMLUListElement>(null);
  const { data: sessions, refetch } = api.account.sessions.useQuery(undefined, { initialData });
  const nameOf = useSessionName();
  const revoke = useMutation({
    mutationFn: ({ sessionId }: Session) => send('account', 'revoke', { sessionId }),
    onSuccess: async (_, session) => {
      await refetch();
      list.current?.focus(); // the pressed button is gone
      toast(t('revoked', { name: nameOf(session) }));
    },
  });
  return (
    <Section title={t('sessions')}>
      <p className="text-sm text-muted">{t('sessionsWhy')}</p>
      {revoke.error !== null && <Notice tone="danger">{refusalText(revoke.error)}</Notice>}
      <ul
        ref={list}
        tabIndex={-1}
        aria-label={t('sessions')}
        className="flex flex-col divide-y divide-line outline-none"
      >
        {ownFirst(sessions).map((session) => (
          <SessionRow
            key={session.sessionId}
            session={session}
            isBusy={revoke.isPending}
            onRevoke={() => revoke.mutate(session)}
          />
        ))}
      </ul>
      <RevokeAll count={sessions.length} />
    </Section>
  );
}

function useSessionName(): (session: Session) => string {
  const t = useTranslations('settings');
  return ({ kind, userAgent }) =>
    deviceName(userAgent) ?? t(kind === 'TOKEN' ? 'aProgram' : 'aBrowser');
}

interface SessionRowProps {
  session: Session;
  isBusy: boolean;
  onRevoke: () => void;
}

function SessionRow({ session, isBusy, onRevoke }: SessionRowProps) {
  const t = useTranslations('settings');
  const { moment } = useFormats();
  const name = useSessionName()(session);
  const { kind, createdAt, lastSeenAt, current } = session;
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-semibold break-all">
          {name}
          {current && <Badge tone="success">{t('thisDevice')}</Badge>}
          {kind === 'TOKEN' && <Badge>{t('accessToken')}</Badge>}
        </p>
        <p className="text-sm text-muted">{t('lastSeen', { time: moment(lastSeenAt) })}</p>
        <p className="text-sm text-muted">{t('signedInAt', { time: moment(createdAt) })}</p>
      </div>
      {!current && (
        <Button
          variant="secondary"
          aria-label={t('revokeOf', { name })}
          aria-disabled={isBusy}
          onClick={() => {
            if (!isBusy) onRevoke();
          }}
        >
          {t('revoke')}
        </Button>
      )}
    </li>
  );
}

function RevokeAll({ count }: { count: number }) {
  const t = useTranslations('settings');
  const refusalText = useRefusalText();
  const addressOf = useAddress();
  const [isAsking, setIsAsking] = useState(false);
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => send('account', 'revoke', { all: true }),
    onSuccess: () => goOn(addressOf('/sign-in')),
  });
  return (
    <>
      <Button variant="danger" onClick={() => setIsAsking(true)}>
        {t('revokeAll')}
      </Button>
      <Dialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={t('revokeAllTitle')}
        description={t('revokeAllEffect', { count })}
      >
        <div className="flex flex-col gap-3">
          {error !== null && <Notice tone="danger">{refusalText(error)}</Notice>}
          <Button variant="secondary" onClick={() => setIsAsking(false)}>
            {t('keep')}
          </Button>
          <Button variant="danger" aria-disabled={isPending} onClick={() => mutate()}>
            {t('revokeAll')}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
