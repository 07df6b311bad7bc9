/** Milliseconds for so many repetitions of a contestant's work, together. */
export type Time = (contestant: number, repeats: number) => Promise<number>;

/** Milliseconds for few repetitions and for three times as many; or for a single one, which is long enough. */
interface Round {
  readonly few: number;
  readonly many?: number;
}

/** A pass this long drowns the steps of a clock that counts in tenths of a millisecond. */
const leastTime = 2;
/** From here on a single repetition says enough. */
const longAlone = 20;
/** What takes this long is not looked at again to see whether it does. */
const veryLong = 100;
const mostRepeats = 1 << 14;
const mostRounds = 5;
/** Milliseconds after which no further round begins, but the second. */
const mostTime = 3000;
/** After its first look, and after two rounds, a contestant this much slower than the best one is out. */
const [hopeless, slower] = [3, 1.25];
/** A lead that may be chance. */
const noise = 0.97;

export interface Race {
  /** Milliseconds of one repetition, by contestant. */
  readonly ms: readonly number[];
  /** The fastest, or contestant 0 where none is clearly faster. */
  readonly winner: number;
}

/**
 * Which of some ways to do a work is the fastest. They are measured in turns, so that what slows the machine down for a
 * while slows all of them, and each by the slope between few and many repetitions, in which the cost of a submission and
 * of the clock cancels out. Contestant 0 stays to the end: what the others gain is measured against it.
 */
export async function race(contestants: number, time: Time): Promise<Race> {
  const all = [...Array(contestants).keys()];
  const idle = Math.min(await time(0, 0), await time(0, 0), await time(0, 0));
  const looks: Look[] = [];
  for (const each of all) looks.push(await look(each, time, idle, Math.min(...looks.map(({ ms }) => ms))));
  const rounds: Round[][] = all.map(() => []);
  const now = (each: number) => least(rounds[each]!, looks[each]!, idle);
  const within = (limit: number) => {
    const best = Math.min(...all.map(now));
    return (each: number) => each === 0 || now(each) <= limit * best;
  };
  let left = all.filter(within(hopeless));
  const start = performance.now();
  for (let round = 0; round < mostRounds; round++) {
    if (round >= 2 && performance.now() - start > mostTime) break;
    for (const each of left) rounds[each]!.push(await measure(each, time, looks[each]!.repeats));
    left = left.filter(within(round === 0 ? hopeless : slower));
  }
  const ms = all.map(now);
  const paces = rounds.map((own, each) => pace(own, looks[each]!));
  return { ms, winner: winner(ms, paces) };
}

interface Look {
  readonly repeats: number;
  /** Of one repetition, roughly. */
  readonly ms: number;
}

/**
 * How often to repeat it for a pass that is long enough, also beside what an idle one takes. The first pass, which a driver
 * may use to prepare, counts only where it shows that this is the wrong way.
 */
async function look(contestant: number, time: Time, idle: number, best: number): Promise<Look> {
  const first = (await time(contestant, 1)) - idle;
  if (first > longAlone && first > 2 * hopeless * best) return { repeats: 1, ms: first };
  const enough = Math.max(leastTime, 2 * idle);
  let repeats = 1;
  const again = async () => (await time(contestant, repeats)) - idle;
  for (;;) {
    let taken = await again();
    const last = () => taken >= enough || repeats === mostRepeats;
    // It may have been something else that took the time.
    for (let i = 0; i < 2 && last() && taken < veryLong; i++) taken = Math.min(taken, await again());
    if (last()) return { repeats, ms: Math.max(taken, 0) / repeats };
    const wanted = taken > 0 ? Math.ceil((1.2 * enough * repeats) / taken) : Number.POSITIVE_INFINITY;
    repeats = Math.min(mostRepeats, 8 * repeats, Math.max(2 * repeats, wanted));
  }
}

async function measure(contestant: number, time: Time, repeats: number): Promise<Round> {
  const few = await time(contestant, repeats);
  return repeats === 1 && few >= longAlone ? { few } : { few, many: await time(contestant, 3 * repeats) };
}

/**
 * Milliseconds of one repetition. Whatever else a machine does makes a pass longer, never shorter: the shortest ones count.
 * Before there is a round, what the first look has said.
 */
function least(rounds: readonly Round[], { repeats, ms }: Look, idle: number): number {
  if (rounds.length === 0) return ms;
  const few = Math.min(...rounds.map((round) => round.few));
  const many = Math.min(...rounds.map((round) => round.many ?? Number.POSITIVE_INFINITY));
  if (many === Number.POSITIVE_INFINITY) return few - idle;
  // Where even these were disturbed, all that is known is an average.
  return many > few ? (many - few) / (2 * repeats) : many / (3 * repeats);
}

/** Milliseconds of one repetition with what a submission costs: by the shortest few, and by the shortest many. */
function pace(rounds: readonly Round[], { repeats }: Look): readonly [few: number, many: number] {
  const few = Math.min(...rounds.map((round) => round.few));
  const many = Math.min(...rounds.map((round) => round.many ?? 3 * round.few));
  return [few / repeats, many / (3 * repeats)];
}

/** Faster by more than noise, and whichever way one looks at it: else a few that were disturbed would look like a steep slope. */
function winner(ms: readonly number[], paces: readonly (readonly [number, number])[]): number {
  const fastest = ms.indexOf(Math.min(...ms));
  const [mine, first] = [paces[fastest]!, paces[0]!];
  return ms[fastest]! < noise * ms[0]! && mine[0] < first[0] && mine[1] < first[1] ? fastest : 0;
}
