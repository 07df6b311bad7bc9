import { expect, test } from "vitest";
import { create } from "../../runtime/index.ts";
import { stepper } from "../../runtime/step.ts";
import { device, failure } from "./device.ts";
import { meaning, ramp, tiny, w, weights } from "./tiny.ts";

test("step mode runs to a dispatch, reads and overwrites any slot, and runs on", async () => {
  const net = await create(tiny, { device: await device(), weights, batch: 2 });
  const step = stepper(net);
  expect(step.dispatches.map((d) => d.label)).toEqual(["double", "add"]);
  step.write(0, ramp(12));
  step.writeBuffer(3, new Float32Array(128).fill(-7));

  await step.runTo(1);
  expect(await step.read(2)).toEqual(ramp(12).map((v) => 2 * v));
  expect(await step.read(1)).toEqual(w);
  expect([...(await step.readBuffer(3))]).toEqual(Array(128).fill(-7));

  step.write(2, new Float32Array(12).fill(1));
  await step.run(1);
  const sum = await step.read(3);
  const image = [...w].map((v) => v + 1);
  expect([...sum]).toEqual([...image, -7, -7, ...image, -7, -7]);

  await step.runTo(2);
  expect([...(await step.read(3)).subarray(8, 14)]).toEqual(meaning(ramp(12)).slice(6));
  await net.dispose();
});

test("step mode writes bits as they are", async () => {
  const net = await create(tiny, { device: await device(), weights });
  const step = stepper(net);
  step.write(0, Uint32Array.of(0x3f800000, 0x80000000, 1));
  expect([...(await step.read(0))]).toEqual([1, -0, 2 ** -149, 0, 0, 0]);
  await net.dispose();
});

test("an index that is not there and words that do not fit are refused", async () => {
  const net = await create(tiny, { device: await device(), weights });
  const step = stepper(net);
  await failure("validation", () => step.run(2), "dispatch 2", "0 to 1");
  await failure("validation", () => step.read(4), "slot 4");
  await failure("validation", () => step.readBuffer(-1), "buffer -1");
  await failure("input-length", () => step.write(0, ramp(7)), "at most 6", "found 7");
  await net.dispose();
});
