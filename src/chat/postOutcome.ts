/** What became of one message that was posted to try a channel. */
export type PostOutcome =
  | {
      readonly kind: 'posted';
      /** The app that posted it, where the platform says so. */
      readonly app?: string | undefined;
    }
  /** @see DeliveryError: a clause that says why, and mostly what to do */
  | { readonly kind: 'failed'; readonly problem: string };
