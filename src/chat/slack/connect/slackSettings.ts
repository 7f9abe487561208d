/** One team, with the token of the app that is installed there: `SLACK_BOT_TOKEN`. */
export interface OneTeam {
  readonly kind: 'one';
  readonly botToken: string;
}

/** What goes with `SLACK_BOT_TOKEN`. */
export interface SlackSettings {
  readonly teams: OneTeam;
  /** Socket Mode; without it, signed HTTP. */
  readonly appToken: string | undefined;
  readonly signingSecret: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly apiUrl: string;
}
