import fc from "fast-check";
import { diagnostics } from "../../grammar/diagnostics.ts";
import { tooManyLayers } from "../../grammar/name-diagnostics.ts";
import { hostileText } from "../arbitrary/hostile-text.ts";
import { hostileWeights } from "../arbitrary/hostile-weights.ts";
import { invalidNetwork } from "../arbitrary/invalid.ts";
import { hostileTextFault, hostileWeightsFault, invalidNetworkFault, textLaws } from "../laws/texts.ts";
import type { Breach } from "./case.ts";
import type { Tally } from "./tally.ts";

/** Of each kind, beside every network. */
const perCase = { hostile: 20, invalid: 2, weights: 20 };

/** What hostile texts are made from: not the example that is as large as a network may be, which takes a second each time. */
const seeds = diagnostics.filter(({ code }) => code !== tooManyLayers.code).map(({ example }) => example);

/** Texts and weights files of one case: what is wrong with each that is. */
export async function checkTexts(seed: number, tally: Tally): Promise<Breach[]> {
  const breaches: Breach[] = [];
  const count = ({ code }: { readonly code: string }) => tally.diagnostic(code);
  const each = async <T>(
    law: keyof typeof textLaws,
    arbitrary: fc.Arbitrary<T>,
    fault: (value: T) => string | undefined | Promise<string | undefined>,
    text: (value: T) => string,
  ) => {
    for (const value of fc.sample(arbitrary, { seed, numRuns: perCase[law] })) {
      const message = await attempt(() => fault(value));
      tally.law(textLaws[law], message === undefined);
      if (message !== undefined) breaches.push({ law: textLaws[law], message, text: text(value) });
    }
  };
  await each("hostile", texts, (text) => hostileTextFault(text, count), String);
  await each(
    "invalid",
    invalid,
    (network) => invalidNetworkFault(network, count),
    ({ text }) => text,
  );
  await each("weights", weights(), hostileWeightsFault, ({ damage, file }) => `// ${damage}\n// ${hex(file)}`);
  return breaches;
}

const texts = hostileText(seeds);
const invalid = invalidNetwork();

/** Made when it is first wanted: it draws networks for its files. */
let made: ReturnType<typeof hostileWeights> | undefined;
const weights = () => {
  made ??= hostileWeights();
  return made;
};

const hex = (file: Uint8Array): string => Buffer.from(file.subarray(0, 400)).toString("hex");

async function attempt(check: () => string | undefined | Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await check();
  } catch (error) {
    return `it throws ${(error as Error).stack}`;
  }
}
