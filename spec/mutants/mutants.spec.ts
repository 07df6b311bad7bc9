import { describe, expect, test } from "vitest";
import { type Case, cases, made, randomCases } from "./cases.ts";
import { mutants } from "./index.ts";
import { kill } from "./kill.ts";
import { firstBroken } from "./laws.ts";
import { keyOf, type Mutant } from "./mutant.ts";
import { type Entry, recorded, writeTable } from "./table.ts";

const everyVariant = (each: Case) => made(each).compiled?.program.variants.map(({ name }) => name) ?? [];
/** What is wrong with a case when there is no bug. */
const fault = (each: Case) => firstBroken(made(each), each, everyVariant(each));

if (process.env.UPDATE_MUTANTS) {
  test("every mutant is killed, and the table says by what", { timeout: 3_600_000 }, async () => {
    const [order, random] = [cases(), randomCases()];
    const kills = new Map<Mutant, Entry>();
    const survivors: string[] = [];
    for (const [n, mutant] of mutants.entries()) {
      const found = await kill(mutant, order);
      const how = typeof found === "number" ? `SURVIVES ${found} cases` : `${found.law}, ${found.needed}`;
      console.log(`${n + 1}/${mutants.length} ${keyOf(mutant)}: ${how}`);
      if (typeof found === "number") survivors.push(keyOf(mutant));
      else kills.set(mutant, { kill: found, byChance: await kill(mutant, random) });
    }
    writeTable(kills, order);
    expect(survivors).toEqual([]);
  });
} else {
  const known = recorded();
  const used = [...new Set(known.values())];

  test("the table has every mutant and no other: `npm run mutants` writes it", () => {
    expect([...known.keys()].sort()).toEqual(mutants.map(keyOf).sort());
  });

  test("without a bug no law is broken in any of the cases", { timeout: 120_000 }, async () => {
    for (const each of used) expect(await fault(each), each.text).toBeUndefined();
  });

  describe("killed by its case", () => {
    test.each(mutants.map((mutant) => [keyOf(mutant), mutant] as const))("%s", async (key, mutant) => {
      const each = known.get(key);
      expect(each && (await kill(mutant, [each])), "`npm run mutants` finds another case").toMatchObject({ needed: 1 });
    });
  });
}
