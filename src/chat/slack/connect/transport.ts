/** How Slack's events arrive: over Socket Mode or signed HTTP. */
export interface Transport {
  /** Resolves once events can arrive. @throws FinalPlatformError */
  open(): Promise<void>;
  readonly isOpen: boolean;
  /** Accepts no further events. */
  close(): Promise<void>;
}
