import { expect, test } from "vitest";
import { race } from "../../compiler/cli/tuning/race.ts";
import { seeded } from "../random.ts";

interface Machine {
  /** Milliseconds of one repetition, by contestant. */
  readonly each: readonly number[];
  /** What a submission costs, and the steps of the clock. */
  readonly submission?: number;
  readonly quantum?: number;
  /** Something else that takes time now and then. */
  readonly other?: () => number;
}

/** What a device with such a clock says, and how often each contestant was repeated. */
function timed({ each, submission = 0, quantum = 1e-6, other = () => 0 }: Machine) {
  const repeated = each.map(() => 0);
  const time = async (who: number, repeats: number) => {
    repeated[who]! += repeats;
    const taken = submission + each[who]! * repeats + other();
    return Math.floor(taken / quantum) * quantum;
  };
  return { time, repeated };
}

test("a clock in steps of 0.1 ms and a submission of 0.5 ms say what kernels of some µs take, to one part in twenty", async () => {
  const each = [0.012, 0.005, 0.0055];
  const { ms, winner } = await race(3, timed({ each, submission: 0.5, quantum: 0.1 }).time);
  expect(winner).toBe(1);
  for (const [i, found] of ms.slice(0, 2).entries()) expect(Math.abs(found / each[i]! - 1), `${i}`).toBeLessThan(0.05);
});

test("what slows the machine down now and then may hide a lead, and makes none", async () => {
  const winners = { clear: [0, 0, 0], none: [0, 0] };
  for (let seed = 0; seed < 50; seed++) {
    const random = seeded(seed);
    const other = () => (random() < 0.4 ? 20 * random() : 0);
    winners.clear[(await race(3, timed({ each: [0.4, 0.2, 0.9], other }).time)).winner]!++;
    winners.none[(await race(2, timed({ each: [0.4, 0.41], other }).time)).winner]!++;
  }
  expect(winners.clear[1]).toBeGreaterThan(40);
  expect(winners.clear[2]).toBe(0);
  expect(winners.none[1]).toBeLessThan(5);
});

test("a lead of two in a hundred is none", async () => {
  expect((await race(2, timed({ each: [1, 0.98] }).time)).winner).toBe(0);
  expect((await race(2, timed({ each: [1, 0.9] }).time)).winner).toBe(1);
});

test("one that is three times as slow as the best is looked at and then left alone, but for the first", async () => {
  const { time, repeated } = timed({ each: [400, 100, 350, 120] });
  const { ms, winner } = await race(4, time);
  expect([ms, winner]).toEqual([[400, 100, 350, 120], 1]);
  expect(repeated[2]).toBeLessThan(repeated[3]!);
  expect(repeated[2]).toBeLessThanOrEqual(3);
});

test("a device that does nothing at all in any time ends the race", async () => {
  expect((await race(2, timed({ each: [0, 0] }).time)).winner).toBe(0);
});
