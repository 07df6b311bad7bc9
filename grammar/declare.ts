import type { Declaration } from "./diagnostic.ts";

/** Types a declaration's parameters by its message. Every example is a test that triggers its code. */
export const declare = <P>(declaration: Declaration<P>): Declaration<P> => declaration;
export const error = "error" as const;
export const warning = "warning" as const;

/** A network around one expression, for the examples. */
export const net = (body: string, input = "1x8x8"): string => `net A(x: ${input}) {\n  ${body}\n}\n`;
