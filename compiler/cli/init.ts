export const init = (...a: unknown[]): number => a.length;
