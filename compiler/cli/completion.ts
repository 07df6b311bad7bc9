export const completion = (...a: unknown[]): number => a.length;
