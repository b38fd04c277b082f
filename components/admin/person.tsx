import { shortId } from './seat-words.ts';

interface PersonProps {
  userId: string | null;
  name: string | null;
  email: string | null;
}

/** Uses `bdi`, so that a right-to-left name does not reorder the surrounding text. */
export function Person({ userId, name, email }: PersonProps) {
  if (userId === null) return <span className="text-muted">–</span>;
  return (
    <span className="flex flex-col">
      {name !== null && <bdi className="font-semibold">{name}</bdi>}
      {email !== null && <bdi className="hidden text-sm text-muted sm:inline">{email}</bdi>}
      <code className="text-sm text-muted">{shortId(userId)}</code>
    </span>
  );
}
