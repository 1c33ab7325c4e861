/**
 * Refuses numbers that would disarm a receiver or a store without a sound: NaN is what becomes of a setting that is missing.
 * @throws TypeError
 */
export function checkNumbers(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers))
    if (!(value > 0)) throw new TypeError(`${name} is ${value}, and must be above 0.`);
}
