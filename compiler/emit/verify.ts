import { title } from "./header.ts";
import { comment, type Data, literal, quote } from "./literal.ts";
import type { Parts } from "./parts.ts";

const what =
  "Checks the kernels on this machine's GPU, each by itself, against exact cases made when they were compiled.";

/**
 * `verify.js`: the bundle's own program and its exact cases, handed to what checks them.
 *
 * @param cases plain data, whose meaning is between who made them and `self-check.js`
 */
export function verifyModule(parts: Parts, cases: object): { readonly js: string; readonly dts: string } {
  const { program, stem } = parts;
  const top = `// ${title(parts)}\n// ${comment(what)}`;
  const names = program.variants.map(({ name }) => quote(name)).join(" | ");
  return {
    js: `${top}
import { program } from ${quote(`./${stem}.js`)};
import { selfCheck } from "./self-check.js";

const cases = ${literal(cases as Data)};

export const verify = (options) => selfCheck(program, cases, options);
`,
    dts: `${top}

import type { VerifyOptions as AnyOptions, VerifyReport } from "./self-check.js";

export type { LayerReport, Misfit, VerifyReport } from "./self-check.js";

/** Where and what to check. */
export interface VerifyOptions extends AnyOptions {
  /** The kernels to check, instead of the first that fit the device. */
  readonly variant?: ${names} | undefined;
}

/**
 * Runs every kernel once on data of its own, with poison around it. No run of a network of yours is touched. The report
 * names the first layer that is wrong.
 *
 * @throws CnncError \`no-webgpu\`, \`missing-feature\`, \`missing-limit\`, \`unknown-variant\`, \`out-of-memory\`, \`shader\`,
 *   \`device-lost\`
 */
export declare function verify(options?: VerifyOptions): Promise<VerifyReport>;
`,
  };
}
