import fc from "fast-check";

/** Raw numbers from 0 to 255 that a generator makes its decisions from. */
export type Tape = readonly number[];

/**
 * At most `length` numbers. It is read from its end: shrinking cuts an array at the front, so what is decided last falls
 * back first to what is simplest, and what was decided before it stays.
 */
export const tape = (length: number): fc.Arbitrary<Tape> =>
  fc.noBias(fc.array(fc.nat({ max: 255 }), { maxLength: length, size: "max" }));

/** The same, always that long: for what should not often be the simplest. */
export const fullTape = (length: number): fc.Arbitrary<Tape> =>
  fc.noBias(fc.array(fc.nat({ max: 255 }), { minLength: length, maxLength: length, size: "max" }));

/**
 * Decisions read off a tape, one number each; off an empty one all are the simplest. Lists begin with the simplest: so a
 * shorter tape of smaller numbers makes something simpler, and a generator that folds a tape shrinks by itself.
 */
export class Choices {
  private readonly tape: Tape;
  private left: number;

  constructor(tape: Tape = []) {
    this.tape = tape;
    this.left = tape.length;
  }

  private next(): number {
    return this.left > 0 ? this.tape[--this.left]! : 0;
  }

  /** One of a list that is not empty, each as likely as the others; the first is the simplest. */
  pick<T>(list: readonly T[]): T {
    return list[Math.floor((this.next() / 256) * list.length)]!;
  }

  /** True in this share of the cases; false is simpler. */
  chance(share: number): boolean {
    return this.next() >= 256 * (1 - share);
  }

  /** From `least` to `most`, both included; the least is the simplest. */
  integer(least: number, most: number): number {
    return least + Math.floor((this.next() / 256) * (most - least + 1));
  }

  /** The list from a place on, and then what stands before it: an order in which to try. */
  rotated<T>(list: readonly T[]): T[] {
    const start = list.length === 0 ? 0 : this.integer(0, list.length - 1);
    return [...list.slice(start), ...list.slice(0, start)];
  }
}
