import type { Platform, PlatformOptions } from '../platform.ts';
import { SlackPlatform } from './slackPlatform.ts';

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

/** Slack as a platform: one team, over Socket Mode or signed HTTP. */
export function createSlackPlatform(settings: SlackSettings, options: PlatformOptions): Platform {
  return new SlackPlatform(settings, options);
}
