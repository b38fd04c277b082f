import { shortId } from './seat-words.ts';

interface PersonProps {
  userId: string | null;
  name: string | null;
  email: string | null;
}

/** Who it is: the name, the address, and the start of the id. */
export function Person({ userId, name, email }: PersonProps) {
  if (userId === null) return <span className="text-muted">–</span>;
  return (
    <span className="flex flex-col">
      {name !== null && <span className="font-semibold">{name}</span>}
      {email !== null && <span className="hidden text-sm text-muted sm:inline">{email}</span>}
      <code className="text-sm text-muted">{shortId(userId)}</code>
    </span>
  );
}
