/**
 * Measures contenders in turns (A B C A B C), so that whatever disturbs the machine disturbs all of them alike.
 * @param {{ name: string, measure: () => Promise<object> }[]} contenders `measure` gives one sample
 * @returns {Promise<{ name: string, samples: object[], failure?: string }[]>} a contender that threw is out of the remaining rounds
 */
export async function interleave(contenders, rounds) {
  const results = contenders.map(({ name }) => ({ name, samples: [] }));
  for (let round = 0; round < rounds; round++) {
    for (const [index, { measure }] of contenders.entries()) {
      const result = results[index];
      if (result.failure !== undefined) continue;
      try {
        result.samples.push(await measure());
      } catch (error) {
        result.failure = error instanceof Error ? error.message : String(error);
      }
    }
  }
  return results;
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median of one member over all samples; undefined where there are none. */
export function medianOf(samples, member) {
  const values = samples.map((sample) => sample[member]).filter((value) => typeof value === "number");
  return values.length === 0 ? undefined : median(values);
}

/** Half the range of the samples over their median, in percent: how far a single run may be off. */
export function spreadOf(samples, member) {
  const values = samples.map((sample) => sample[member]);
  return Math.round((50 * (Math.max(...values) - Math.min(...values))) / median(values));
}

/**
 * Calls an asynchronous function, `width` calls at a time, until this process has used `ms` of CPU time: on a busy machine a span of
 * wall time would end before the code is even compiled.
 * @param {() => unknown} call may resolve to the number that it counts for; otherwise it counts as 1
 * @returns {Promise<{ perSecond: number, cpuUs: number }>} calls a second of wall time, and the CPU time of each
 */
export async function callsPerSecond(call, { ms, width = 1 }) {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const spent = () => {
    const { user, system } = process.cpuUsage(cpu);
    return user + system;
  };
  let counted = 0;
  let calls = 0;
  let isOver = false;
  const worker = async () => {
    while (!isOver) {
      const answer = await call();
      const count = typeof answer === "number" ? answer : 1;
      counted += count;
      calls += 1;
      // Asking costs a microsecond, as much as some of the calls.
      if (calls % 32 === 0 || count > 1) isOver = spent() > ms * 1000;
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return { perSecond: (1000 * counted) / (performance.now() - start), cpuUs: spent() / counted };
}
