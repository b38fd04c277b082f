'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Outputs } from '#components/api.ts';
import { Button } from '#components/ui/button.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { useAddress } from '../navigation.ts';
import { signInWith, type SignInProblem } from './next-auth.ts';

interface SocialSignInProps {
  providers: Outputs['account']['providers'];
  returnTo: string;
}

/** Renders one button per configured provider. */
export function SocialSignIn({ providers, returnTo }: SocialSignInProps) {
  const t = useTranslations('account');
  const addressOf = useAddress();
  const [problem, setProblem] = useState<SignInProblem | null>(null);
  if (providers.length === 0) return null;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-3 text-sm text-muted">
        <hr className="flex-1 border-line" />
        {t('or')}
        <hr className="flex-1 border-line" />
      </div>
      {providers.map((provider) => (
        <Button
          key={provider}
          variant="secondary"
          onClick={() => void signInWith(provider, addressOf(returnTo)).then(setProblem)}
        >
          {t(`with.${provider}`)}
        </Button>
      ))}
      {problem !== null && (
        <Notice tone="danger" title={t(`problem.${problem}.title`)}>
          {t(`problem.${problem}.next`)}
        </Notice>
      )}
    </div>
  );
}
