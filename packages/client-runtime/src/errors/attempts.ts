/** "1 attempt", "3 attempts". */
export const countAttempts = (attempts: number): string => `${attempts} attempt${attempts === 1 ? "" : "s"}`;
