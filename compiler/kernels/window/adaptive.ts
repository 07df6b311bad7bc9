import type { Adaptive, Built, Schedule, Site } from "../family.ts";
import { finished } from "../family.ts";
import { axisNames, coordinates } from "../kernel.ts";
import { assign, step } from "../reduction-state.ts";
import { functions, print, type ScalarType } from "../scalar.ts";
import { at, blockAt, blocks, channels, storeBlock, type Tensor, volume } from "../tensor.ts";
import { type Code, u32, wgsl } from "../wgsl.ts";

/** One invocation an output (four channels of it in `nhwc4`), over a window whose ends it computes. */
export const adaptiveDirect: Schedule<Adaptive> = {
  name: "adaptive-direct",
  family: "adaptive",
  candidates: (work, site, model) => {
    const outputs = channels(site.output) * volume(work.output);
    const taps = volume(work.input.map((n, axis) => Math.ceil(n / work.output[axis]!) + 1));
    const cost = outputs * taps * (1 + model.load) * Math.max(1, model.width / outputs);
    return [{ schedule: "adaptive-direct", choice: "one output at a time", cost, build: () => build(work, site) }];
  },
};

function build(work: Adaptive, site: Site): Built {
  const { output } = site;
  const { reduction } = work;
  const blocked = output.layout === "nhwc4";
  const type: ScalarType = blocked ? "vec4f" : "f32";
  const channel = blocked ? (["block", blocks(output)] as const) : (["channel", channels(output)] as const);
  const out = axisNames(work.output.length, "o");
  const place = out.map((name) => wgsl`${name}`);
  const extents = out.map((name, axis) => [name, work.output[axis]!] as const);
  const read = (t: Tensor, at_: readonly Code[]) =>
    blocked ? blockAt(t, wgsl`block`, at_) : at(t, wgsl`channel`, at_);
  const value = print(reduction.finish, type, ...reduction.state.map((name) => wgsl`${name}`));
  const result = finished(site, type, value, (other) => read(other, place));
  const tap = axisNames(work.output.length, "i").map((name) => wgsl`${name}`);
  return {
    weights: [],
    definition: {
      name: site.name,
      header: [...site.header, `one invocation: one output${blocked ? " of four channels" : ""}`],
      bindings: [...site.inputs, ...site.epilogue.others, output],
      grid: { kind: "invocations", count: volume(work.output) * channel[1], workgroup: 64 },
      declarations: functions([reduction.finish, ...reduction.step, site.epilogue.tree], type),
      body: wgsl`
        ${coordinates("i", blocked ? [...extents, channel] : [channel, ...extents])}
        var empty = true;
        ${reduction.state.map((name) => wgsl`var ${name} = ${type}();`)}
        ${windowLoops(
          work,
          wgsl`
            let x0 = ${read(site.inputs[0]!, tap)};
            if (empty) {
              ${assign(reduction.state, reduction.seed, type, [wgsl`x0`])}
              empty = false;
            } else {
              ${step(reduction, type, "x0")}
            }
          `,
        )}
        ${
          blocked
            ? wgsl`
                let result = ${result};
                ${storeBlock(output, wgsl`block`, place, "result")}
              `
            : wgsl`${at(output, wgsl`channel`, place)} = ${result};`
        }
      `,
    },
  };
}

/** Window o of an axis: from ⌊o · n/out⌋ up to ⌈(o + 1) · n/out⌉, which is not in it. */
function windowLoops({ input, output }: Adaptive, body: Code): Code {
  const [outs, ins] = [axisNames(input.length, "o"), axisNames(input.length, "i")];
  return input.reduceRight((inner, n, axis) => {
    const [o, i, count] = [outs[axis]!, ins[axis]!, output[axis]!];
    const end = wgsl`((${o} + 1u) * ${u32(n)} + ${u32(count - 1)}) / ${u32(count)}`;
    return wgsl`
      for (var ${i} = ${o} * ${u32(n)} / ${u32(count)}; ${i} < ${end}; ${i}++) {
        ${inner}
      }
    `;
  }, body);
}
