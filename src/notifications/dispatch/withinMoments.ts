/**
 * Waits for work no longer than `longest`.
 *
 * @param abandon called then; answers whether the work may be left to itself, or is to be waited for after all
 * @returns whether the work has ended; `false` where it was abandoned
 * @throws what the work throws, unless it was abandoned before
 */
export async function withinMoments(
  work: Promise<void>,
  longest: number,
  abandon: () => boolean,
): Promise<boolean> {
  const { promise: late, resolve: end } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => {
    if (abandon()) end(false);
  }, longest);
  timer.unref();
  // Work that was abandoned may still fail; nobody waits for it then.
  work.catch(() => undefined);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
