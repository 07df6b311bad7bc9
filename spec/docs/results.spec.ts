import { expect, test } from "vitest";
import { barsSection } from "../bench/bars.ts";
import { benchSection } from "../bench/page.ts";
import { peersSection } from "../bench/peers/page.ts";
import { plot } from "../bench/peers/plot.ts";
import type { PeersResult } from "../bench/peers/result.ts";
import type { BenchResult } from "../bench/result.ts";
import { replaceSection } from "./markdown.ts";
import { expectUpToDate, readPage } from "./update.ts";

const folder = "spec/bench";
const bench = JSON.parse(readPage(`${folder}/results/bench.json`)) as BenchResult;
const peers = JSON.parse(readPage(`${folder}/results/peers.json`)) as PeersResult;

test("RESULTS.md says what the kept results do", () => {
  const page = readPage(`${folder}/RESULTS.md`);
  const sections = { bars: barsSection(bench, peers), bench: benchSection(bench), peers: peersSection(peers) };
  expectUpToDate(
    `${folder}/RESULTS.md`,
    Object.entries(sections).reduce((text, [name, content]) => replaceSection(text, name, content), page),
  );
});

test("its plot shows them", () => expectUpToDate(`${folder}/results/warm.svg`, plot(peers)));

test("they are of whole runs", () => {
  expect(bench.networks.length).toBeGreaterThan(12);
  expect(peers.warm).toHaveLength(12);
});
