/** The types of `threadwatch/client`. They ask nothing of the compiler of whoever imports them. */

type Fetch = typeof globalThis.fetch;

/** The parameters of a call to Threads, by name; the token is not among them. */
export type CallParameters = Readonly<Partial<Record<string, string>>>;

export interface WatchThreadsOptions {
  /** The URL that `/threads hook on` answered with. */
  readonly hook: string | URL;
  /** What people call the post; or what makes it of the call's parameters. */
  readonly note?: string | ((parameters: CallParameters) => string | undefined) | undefined;
  /** Is told why a report could not be sent. */
  readonly onError?: ((error: unknown) => unknown) | undefined;
}

/** `flush` resolves once every call so far was answered, and its report was sent or given up. */
export type WatchedFetch = Fetch & { readonly flush: () => Promise<void> };

/**
 * Wraps `fetch`, so that a hook of Threadwatch hears of each container that is created in Threads, each post, each error. Callers
 * get their answers at once and untouched. A report goes through the same `fetch`, at most twice; while 100 wait, others are dropped.
 */
export declare function watchThreads(fetch: Fetch, options: WatchThreadsOptions): WatchedFetch;
