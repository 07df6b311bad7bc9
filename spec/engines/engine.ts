/** Bundles in a folder, and where they are served. */
export interface Site {
  readonly folder: string;
  readonly url: string;
  readonly networks: readonly string[];
  /** The next report that a page sends. */
  readonly report: () => Promise<Said>;
}

/** One network in one variant. */
export interface Run {
  readonly network: string;
  readonly variant: string;
  readonly kernels: number;
  /** In what the device falls short of the variant; no disagreement. */
  readonly lacks?: string;
  readonly failure?: string;
}

/** What an engine says: what it found on each network, or why it found nothing. */
export type Said = { readonly adapter: string; readonly runs: readonly Run[] } | { readonly noAdapter: string };

/** Something that runs WebGPU. */
export interface Engine {
  readonly name: string;
  /** What makes of WGSL what its device runs. */
  readonly compiler: "Tint" | "naga";
  /** How to get it, where it is not. */
  readonly install: string;
  /** What runs here; undefined if it is not installed. */
  readonly find: () => Promise<Found | undefined>;
}

export interface Found {
  readonly version: string;
  readonly check: (site: Site, limit: number) => Promise<Said>;
}

/** @throws Error if it takes longer than `limit` ms */
export async function within<T>(work: Promise<T>, limit: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came in ${limit / 1000} s`)), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
