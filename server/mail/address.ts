/** Ends the address of a user whose provider has verified no address, and of a deleted account. */
export const undeliverable = '@users.invalid';
