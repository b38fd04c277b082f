/** Returns true for an address that the server masked, as in `f***@jari.example`. */
export const isMasked = ({ email }: { email: string }): boolean => /^.?\*\*\*@/u.test(email);
