'use client';

import dynamic from 'next/dynamic';

/** Loads the form only after a refusal with TERMS, because few people ever see it. */
export const TermsRefused = dynamic(async () => (await import('./accept-terms.tsx')).AcceptTerms);
