/** Throws the TypeError for an option that cannot work, and says what can. */
export function refuse(option: string, instead: string): never {
  throw new TypeError(`Option ${option} is not accepted. ${instead}.`);
}
