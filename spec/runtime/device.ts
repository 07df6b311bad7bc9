import { expect } from "vitest";
import { CnncError, type ErrorCode } from "../../runtime/errors.ts";
import { requestAdapter } from "../../runtime/node/adapter.ts";

/** A real adapter of this machine. */
export const adapter = () => requestAdapter({ onNotice: () => {} });

/** A real device with the default limits. */
export const device = async () => (await adapter()).requestDevice();

/** The error that the work must end in: one with this code, and a message that says all of `texts`. */
export async function failure(code: ErrorCode, work: () => unknown, ...texts: string[]): Promise<CnncError> {
  let caught: unknown;
  try {
    await work();
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(CnncError);
  const error = caught as CnncError;
  expect(error.code, error.message).toBe(code);
  for (const text of texts) expect(error.message).toContain(text);
  return error;
}
