/**
 * The percentile of a sample, by the nearest-rank method.
 *
 * @param share above 0, at most 1
 * @throws {RangeError} if the sample is empty
 */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = sample.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('an empty sample has no percentile');
  return value;
}

/** The arithmetic mean. */
export function mean(sample: readonly number[]): number {
  return sample.reduce((sum, value) => sum + value, 0) / sample.length;
}
