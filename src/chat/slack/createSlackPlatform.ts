import type { Platform, PlatformOptions } from '../platform.ts';
import type { SlackSettings } from './connect/slackSettings.ts';
import { SlackPlatform } from './slackPlatform.ts';

/** The Slack platform: one team, over Socket Mode or signed HTTP. */
export function createSlackPlatform(settings: SlackSettings, options: PlatformOptions): Platform {
  return new SlackPlatform(settings, options);
}
