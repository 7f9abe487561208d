/** `SLACK_BOT_TOKEN` and what goes with it. */
export interface SlackSettings {
  readonly botToken: string;
  /** Socket Mode; without it, signed HTTP. */
  readonly appToken: string | undefined;
  readonly signingSecret: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly apiUrl: string;
}
