/** One team, with the token of the app that is installed there: `SLACK_BOT_TOKEN`. */
export interface OneTeam {
  readonly kind: 'one';
  readonly botToken: string;
}

/** Several teams, each of which installs the app: `SLACK_CLIENT_ID` and what goes with it. */
export interface SeveralTeams {
  readonly kind: 'several';
  readonly clientId: string;
  readonly clientSecret: string;
  /** The teams that may install it. */
  readonly teamIds: readonly string[];
  /** Where browsers reach this program: `https://bot.example.com`, without a slash at its end. */
  readonly publicUrl: string;
}

/** Which teams the bot serves, and how Slack reaches it. */
export interface SlackSettings {
  readonly teams: OneTeam | SeveralTeams;
  /** Socket Mode; without it, signed HTTP. */
  readonly appToken: string | undefined;
  readonly signingSecret: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly apiUrl: string;
}
