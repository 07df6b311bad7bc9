/** What a campaign found: plain JSON, and what the text and the page are made from. Reports of shards can be merged. */
export interface FuzzReport {
  readonly format: "cnnc-fuzz/1";
  /** Version of cnnc. */
  readonly compiler: string;
  /** Names of the adapters, `google swiftshader (software)`. */
  readonly adapters: readonly string[];
  readonly seed: number;
  readonly only: readonly string[];
  /** The variant that was asked for, or `all` that the device can run. */
  readonly variant: string;
  /** Every n-th case from the index-th on, and how many of them were run. */
  readonly shards: readonly { readonly index: number; readonly of: number; readonly cases: number }[];
  readonly cases: number;
  /** Kernels run and judged, and the values that they wrote. */
  readonly kernels: number;
  readonly values: number;
  /** Pipelines that the cases asked for, and those that had to be compiled. */
  readonly pipelines: { readonly asked: number; readonly compiled: number };
  readonly seconds: number;
  readonly laws: readonly LawCount[];
  readonly coverage: readonly CoverageTable[];
  /** By operator: kernels by the error/bound of their worst value on real data, in `ratioBins`. */
  readonly ratios: Readonly<Record<string, readonly number[]>>;
  readonly failures: readonly FuzzFailure[];
}

/** Upper ends of the bins of error/bound; the first is for equality, the last for failures. */
export const ratioBins: readonly number[] = [
  0,
  ...Array.from({ length: 10 }, (_, i) => 2 ** (i - 9)),
  Number.POSITIVE_INFINITY,
];

/** How often a law was checked, and why it was not where it was not. */
export interface LawCount {
  readonly name: string;
  readonly checked: number;
  readonly failed: number;
  readonly exempt: Readonly<Record<string, number>>;
}

/** Everything of one kind that could be reached, with how often it was: 0 says never. */
export interface CoverageTable {
  readonly name: string;
  /** What a row is, in a sentence. */
  readonly about: string;
  readonly rows: Readonly<Record<string, number>>;
}

/** A case that disagrees, after shrinking. */
export interface FuzzFailure {
  readonly seed: number;
  /** Number of the case among those of the seed. */
  readonly index: number;
  /** The smallest `.cnn` found that still fails. */
  readonly text: string;
  readonly batch: number;
  readonly fuse: boolean;
  readonly law: string;
  /** What is wrong, in words that one can act on: layer, line, place, got, expected, bound, kernel, schedule. */
  readonly message: string;
  /** `cnnc fuzz` with the options that run this case alone. */
  readonly replay: string;
  /** The kernel's WGSL, where a kernel is to blame. */
  readonly kernel?: { readonly name: string; readonly wgsl: string };
}
