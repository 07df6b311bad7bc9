import { print, type Reduction, type Scalar, type ScalarType } from "./scalar.ts";
import { type Code, wgsl } from "./wgsl.ts";

/** A reduction's state as variables of a kernel: seeded, stepped and merged. */
export const declareSeed = (reduction: Reduction, type: ScalarType, x: string): Code =>
  wgsl`${reduction.state.map((name, n) => wgsl`var ${name} = ${print(reduction.seed[n]!, type, wgsl`${x}`)};`)}`;

export const step = (reduction: Reduction, type: ScalarType, x: string): Code =>
  assign(reduction.state, reduction.step, type, [...reduction.state.map((name) => wgsl`${name}`), wgsl`${x}`]);

/** Simultaneous assignment: with more than one state variable the new values are all computed before any is stored. */
export function assign(state: readonly string[], trees: readonly Scalar[], type: ScalarType, x: readonly Code[]): Code {
  if (state.length === 1) return wgsl`${state[0]!} = ${print(trees[0]!, type, ...x)};`;
  return wgsl`
    ${state.map((name, n) => wgsl`let ${`next_${name}`} = ${print(trees[n]!, type, ...x)};`)}
    ${state.map((name) => wgsl`${name} = ${`next_${name}`};`)}
  `;
}
