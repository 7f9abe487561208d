import { type Command, isTyped } from '../../../../commands/command.ts';
import { messageCommandsOf } from '../../../../commands/fillForm.ts';
import { REMOVAL_EVENTS } from '../connect/classifyPayload.ts';
import { EVENTS_PATH } from '../connect/httpTransport.ts';
import { redirectUrlOf } from '../connect/installPaths.ts';
import { callbackIdOf } from '../render/callbackId.ts';
import { BOT_SCOPES } from './missingScopes.ts';

export interface ManifestOptions {
  /** The name after the slash. */
  readonly commandName: string;
  /** The https address where Slack reaches the bot; without it, Socket Mode. */
  readonly origin?: string | undefined;
  readonly commands: readonly Command[];
  /** For several teams, which install the app one after the other; without it, for one. */
  readonly teams?: TeamsManifest | undefined;
}

export interface TeamsManifest {
  /** Where the bot's own pages are reached. */
  readonly publicUrl: string;
  /** Whether tokens end after 12 hours, and are refreshed. */
  readonly rotatesTokens: boolean;
}

const DESCRIPTION = 'Tells what becomes of your Threads posts, and how much quota is left';

/**
 * The app as Slack is to create it: one slash command, shortcuts on messages, buttons, forms, and permission to post where it is invited.
 *
 * @see https://docs.slack.dev/reference/app-manifest
 */
export function createManifest({ commandName, origin, commands, teams }: ManifestOptions) {
  const url = origin === undefined ? undefined : `${origin}${EVENTS_PATH}`;
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'Threadwatch',
      description: DESCRIPTION,
      long_description: `${DESCRIPTION}. A team that publishes to Threads through its API asks Threadwatch what has become of a container, and is told by itself when one fails or expires, and when a quota nears its total.`,
      background_color: '#1c1c1e',
    },
    features: {
      // A direct message tells people that a channel where they watched something refuses messages.
      app_home: {
        home_tab_enabled: false,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: true,
      },
      bot_user: { display_name: 'threadwatch', always_online: true },
      shortcuts: messageCommandsOf(commands).map((command) => ({
        name: command.form.onMessage?.name ?? command.name,
        type: 'message',
        callback_id: callbackIdOf(command),
        description: command.form.onMessage?.description ?? command.description,
      })),
      slash_commands: [
        {
          command: `/${commandName}`,
          description: DESCRIPTION,
          usage_hint: `[${commands
            .filter(isTyped)
            .map(({ name }) => name)
            .join(' | ')}] …`,
          should_escape: true,
          ...(url !== undefined && { url }),
        },
      ],
    },
    oauth_config: {
      ...(teams && { redirect_urls: [redirectUrlOf(teams)] }),
      scopes: { bot: [...BOT_SCOPES] },
    },
    settings: {
      ...(teams && {
        event_subscriptions: {
          ...(url !== undefined && { request_url: url }),
          bot_events: [...REMOVAL_EVENTS],
        },
      }),
      interactivity: { is_enabled: true, ...(url !== undefined && { request_url: url }) },
      org_deploy_enabled: false,
      socket_mode_enabled: url === undefined,
      token_rotation_enabled: teams?.rotatesTokens ?? false,
    },
  };
}
