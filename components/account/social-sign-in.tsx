'use client';

import { signIn } from 'next-auth/react';
import { useTranslations } from 'next-intl';
import type { Outputs } from '#components/api.ts';
import { Button } from '#components/ui/button.tsx';

interface SocialSignInProps {
  providers: Outputs['account']['providers'];
  returnTo: string;
}

/** A button for each social sign-in that is configured; nothing where none is. */
export function SocialSignIn({ providers, returnTo }: SocialSignInProps) {
  const t = useTranslations('account');
  if (providers.length === 0) return null;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-3 text-sm text-muted">
        <hr className="flex-1 border-line" />
        {t('or')}
        <hr className="flex-1 border-line" />
      </div>
      {providers.map((provider) => (
        <Button key={provider} variant="secondary" onClick={() => void signIn(provider, { callbackUrl: returnTo })}>
          {t(`with.${provider}`)}
        </Button>
      ))}
    </div>
  );
}
