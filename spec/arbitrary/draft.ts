import type { Shape } from "../../compiler/graph/graph.ts";
import type { Around, Value } from "./probe.ts";
import { readsOf } from "./spelling.ts";

interface Line {
  readonly name: string;
  readonly expression: string;
}

const inputNames = ["x", "y", "z", "u", "w"];

/** A network that is being written, from its first input to its `return`. */
export class Draft implements Around {
  readonly items: string[] = [];
  readonly parameters: string[] = [];
  readonly inputs: Value[] = [];
  /** Everything that has a name, inputs too, in order. */
  readonly values: Value[] = [];
  readonly lines: Line[] = [];
  private readonly used = new Set<string>();
  private count = 0;

  readonly fresh = (letters: string): string => `${letters}${++this.count}`;

  /** For one more input. */
  get hasRoom(): boolean {
    return this.inputs.length < inputNames.length;
  }

  input(shape: Shape): Value {
    const value = { name: inputNames[this.inputs.length]!, shape };
    this.inputs.push(value);
    this.values.push(value);
    return value;
  }

  isFreeInput = ({ name }: Value): boolean => this.inputs.some((input) => input.name === name) && !this.used.has(name);

  /** Another shape for an input that nothing has read yet. */
  resize({ name }: Value, shape: Shape): Value {
    const resized = { name, shape };
    for (const list of [this.inputs, this.values])
      list.splice(
        list.findIndex((value) => value.name === name),
        1,
        resized,
      );
    return resized;
  }

  declare({ items, parameters }: Around): void {
    this.items.push(...items);
    this.parameters.push(...parameters);
  }

  /** Binds an expression that has been found right to a name, or makes the last line longer: `v = a -> f` to `a -> f -> g`. */
  bind(expression: string, shape: Shape, lengthen: boolean): void {
    for (const name of readsOf(expression, this.values)) this.used.add(name);
    const longer = lengthen ? this.longer(expression) : undefined;
    if (longer) {
      this.lines.pop();
      this.values.pop();
      this.used.delete(longer.name);
    }
    const line = longer ?? { name: this.fresh("v"), expression };
    this.lines.push(line);
    this.values.push({ name: line.name, shape });
  }

  /** The last line with a chain that begins with its name behind it, if nothing else has read it. */
  private longer(expression: string): Line | undefined {
    const last = this.lines.at(-1);
    if (!last || last.name !== this.values.at(-1)!.name || !expression.startsWith(`${last.name} -> `)) return undefined;
    const rest = expression.slice(last.name.length);
    const read = [rest, ...this.lines.map((line) => line.expression)].some((text) =>
      text.split(/\W+/).includes(last.name),
    );
    return read ? undefined : { name: last.name, expression: last.expression + rest };
  }

  /** Values that nothing reads: they have to be returned. */
  unread(): Value[] {
    return this.values.filter(({ name }) => !this.used.has(name) && !this.inputs.some((input) => input.name === name));
  }
}
