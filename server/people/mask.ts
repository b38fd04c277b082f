/** Returns the first character and a fixed number of stars, which hide the length: `김**`. */
const maskName = (name: string): string => `${Array.from(name)[0] ?? ''}**`;

/** Masks the part before the `@`: `f***@jari.example`. */
function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const [local, domain] = at === -1 ? [email, ''] : [email.slice(0, at), email.slice(at)];
  return `${Array.from(local)[0] ?? ''}***${domain}`;
}

export interface Names {
  name: string;
  email: string;
}

/** Returns the person with a masked name and e-mail address. */
export const masked = <P extends Names>(person: P): P => ({
  ...person,
  name: maskName(person.name),
  email: maskEmail(person.email),
});
