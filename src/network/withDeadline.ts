/** What a client of an HTTP API calls: `fetch`, as far as its deadline is concerned. */
type Call<Init, Answer> = (url: string, init: Init) => Promise<Answer>;

/**
 * Ends each call after this time (ms), also in the middle of its answer: what some clients call a timeout ends when the
 * headers have come, and the body of an answer that never ends would be awaited for ever.
 */
export function withDeadline<Init extends { readonly signal?: AbortSignal | null | undefined }, Answer>(
  call: Call<Init, Answer>,
  ms: number,
): Call<Init, Answer> {
  return (url, init) => {
    const deadline = AbortSignal.timeout(ms);
    const { signal } = init;
    return call(url, {
      ...init,
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
  };
}
