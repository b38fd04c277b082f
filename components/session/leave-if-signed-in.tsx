'use client';

import { useEffect } from 'react';
import { useRouter } from '../navigation.ts';
import { useKnownAccount } from './account.ts';

/** Leads a user who is already signed in to the page that asked for the sign-in. */
export function LeaveIfSignedIn({ returnTo }: { returnTo: string }) {
  const router = useRouter();
  const isSignedIn = Boolean(useKnownAccount());
  useEffect(() => {
    if (isSignedIn) router.replace(returnTo);
  }, [isSignedIn, router, returnTo]);
  return null;
}
