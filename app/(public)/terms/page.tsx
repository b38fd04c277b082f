import { legalMetadata, legalPage } from '../../legal-page.tsx';

export const generateMetadata = () => legalMetadata('terms');

export default function TermsPage() {
  return legalPage('terms');
}
