import type { Platform } from '../platform.ts';
import type { SlackSettings } from './connect/slackSettings.ts';
import { SlackPlatform, type SlackPlatformOptions } from './slackPlatform.ts';

/** The Slack platform: one team or several, over Socket Mode or signed HTTP. */
export function createSlackPlatform(settings: SlackSettings, options: SlackPlatformOptions): Platform {
  return new SlackPlatform(settings, options);
}
