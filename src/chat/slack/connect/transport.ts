/** The way by which Slack's events come in. */
export interface Transport {
  /** Resolves once events can come in. @throws FinalPlatformError */
  open(): Promise<void>;
  readonly isOpen: boolean;
  /** Lets nothing more in. */
  close(): Promise<void>;
}
