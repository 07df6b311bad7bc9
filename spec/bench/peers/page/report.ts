import type { Calls } from "../../calls.ts";

/** An image's channels first or last. */
export type Order = "chw" | "hwc";

/** What a runtime's module exports. */
export interface Peer {
  open(given: { readonly folder: string; readonly model: string; readonly config: object }): Promise<Opened>;
}

export interface Opened {
  /** Of the input and the output. */
  readonly layout: Order;
  /** Uploads, computes, reads back. */
  run(input: Float32Array<ArrayBuffer>): Promise<Float32Array>;
}

export interface Report {
  readonly layout: Order;
  readonly output: readonly number[];
  /** In ms since the navigation. */
  readonly marks: Marks;
}

export interface Marks {
  readonly imported: number;
  readonly created: number;
  readonly first: number;
  readonly second: number;
}

export type PageReport = Report | { readonly failure: string };

declare global {
  var report: PageReport | undefined;
  /** Runs for a while; the time of each run in ms. */
  var block: (ms: number, most: number) => Promise<number[]>;
  /** WebGPU's calls in one run. */
  var calls: () => Promise<Calls>;
}
