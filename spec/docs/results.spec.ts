import { expect, test } from "vitest";
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
  expectUpToDate(
    `${folder}/RESULTS.md`,
    replaceSection(replaceSection(page, "bench", benchSection(bench)), "peers", peersSection(peers)),
  );
});

test("its plot shows them", () => expectUpToDate(`${folder}/results/warm.svg`, plot(peers)));

test("they are of whole runs", () => {
  expect(bench.networks.length).toBeGreaterThan(12);
  expect(peers.warm).toHaveLength(12);
});
