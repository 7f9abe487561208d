/** The proxy for calls to Threads, Discord and Slack, and for the sockets of the two. Calls to this machine never use it. */
export interface ProxySettings {
  /** Such as `http://proxy.example.com:3128`; may contain a user and a password. */
  readonly url: string;
  /** Hosts that are called directly, as `NO_PROXY` lists them. */
  readonly except: string;
}
