import { execFile } from 'node:child_process';
import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { writeManifest } from '../../../src/app/main/writeManifest.ts';
import { bareEnvironment } from '../../support/bareEnvironment.ts';

const MAIN = fileURLToPath(new URL('../../../src/app/main/printManifest.ts', import.meta.url));

/** The rules for manifests: https://docs.slack.dev/reference/app-manifest */
const httpsUrl = z.url({ protocol: /^https$/ }).max(3_000);
const manifestSchema = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2), minor_version: z.int() }),
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().min(1).max(140),
    long_description: z.string().min(174).max(4_000),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.literal(true),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({
      display_name: z
        .string()
        .max(80)
        .regex(/^[a-z0-9._-]+$/),
      always_online: z.boolean(),
    }),
    shortcuts: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(24),
          type: z.literal('message'),
          callback_id: z.string().min(1).max(255),
          description: z.string().min(1).max(150),
        }),
      )
      .max(10),
    slash_commands: z
      .array(
        z.strictObject({
          command: z
            .string()
            .max(32)
            .regex(/^\/[^\s/]+$/),
          description: z.string().min(1).max(2_000),
          usage_hint: z.string().max(1_000),
          should_escape: z.literal(true),
          url: httpsUrl.optional(),
        }),
      )
      .length(1),
  }),
  oauth_config: z.strictObject({
    redirect_urls: z.array(httpsUrl).max(1_000).optional(),
    scopes: z.strictObject({ bot: z.tuple([z.literal('commands'), z.literal('chat:write')]) }),
  }),
  settings: z.strictObject({
    event_subscriptions: z
      .strictObject({ request_url: httpsUrl.optional(), bot_events: z.array(z.string()).max(100) })
      .optional(),
    interactivity: z.strictObject({ is_enabled: z.literal(true), request_url: httpsUrl.optional() }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

/** What is written, as it is printed. */
const write = (args: readonly string[], commandName = 'threads', publicUrl?: string) =>
  manifestSchema.parse(
    JSON.parse(
      writeManifest(
        args,
        () => commandName,
        () => publicUrl,
      ),
    ),
  );

/** Starts the program. */
async function print(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'threadwatch-manifest-'));
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args], {
    cwd: folder.path,
    env: { ...bareEnvironment(), ...environment },
  });
  return manifestSchema.parse(JSON.parse(stdout));
}

describe('the app manifest', () => {
  it('is for Socket Mode, and names every command that can be typed', () => {
    const { features, settings } = write([]);
    expect(settings.socket_mode_enabled).toBe(true);
    expect(settings.interactivity.request_url).toBeUndefined();
    const [command] = features.slash_commands;
    expect(command?.command).toBe('/threads');
    expect(features.shortcuts).toMatchObject([
      { name: 'Watch these containers', callback_id: 'threadwatch-watch' },
    ]);
    expect(command?.url).toBeUndefined();
    expect(command?.usage_hint).toMatch(
      /^\[status \| quota \| watch \| unwatch \| watches \| alerts \|.* help\b/,
    );
  });

  it('is for HTTP where an address is given, and has the command’s own name', () => {
    const { features, settings } = write(['--http', 'https://bot.example.com/'], 'tw');
    const url = 'https://bot.example.com/slack/events';
    expect(settings).toMatchObject({ socket_mode_enabled: false, interactivity: { request_url: url } });
    expect(features.slash_commands).toMatchObject([{ command: '/tw', url }]);
  });

  it('is for several workspaces where that is asked for, with the address of PUBLIC_URL', async () => {
    const environment = { COMMAND_NAME: 'tw', PUBLIC_URL: 'https://bot.example.com/' };
    const { features, oauth_config, settings } = await print(['--teams'], environment);
    expect(features.slash_commands).toMatchObject([{ command: '/tw' }]);
    expect(oauth_config.redirect_urls).toEqual(['https://bot.example.com/slack/oauth_redirect']);
    expect(settings.event_subscriptions).toEqual({ bot_events: ['app_uninstalled', 'tokens_revoked'] });
    expect(settings).toMatchObject({ org_deploy_enabled: false, token_rotation_enabled: false });
  });

  it('takes events by HTTP and rotates tokens where both are asked for', () => {
    const args = ['--teams', '--rotate', '--http', 'https://events.example.com'];
    const { oauth_config, settings } = write(args, 'threads', 'https://bot.example.com/below');
    expect(oauth_config.redirect_urls).toEqual(['https://bot.example.com/below/slack/oauth_redirect']);
    expect(settings.event_subscriptions?.request_url).toBe('https://events.example.com/slack/events');
    expect(settings.token_rotation_enabled).toBe(true);
  });

  it('has no events and no addresses for one workspace', () => {
    const { oauth_config, settings } = write([]);
    expect(oauth_config.redirect_urls).toBeUndefined();
    expect(settings.event_subscriptions).toBeUndefined();
    expect(settings.token_rotation_enabled).toBe(false);
  });

  it.each([
    [['--teams'], '--teams needs PUBLIC_URL, which is not set'],
    [['--rotate'], '--rotate goes with --teams'],
    [['--http', 'http://bot.example.com'], '--http needs an https URL without a path'],
    [['--http', 'https://bot.example.com/path'], '--http needs an https URL without a path'],
    [['--http'], "'--http <value>'"],
    [['--nonsense'], "Unknown option '--nonsense'"],
  ])('is not written for %j', (args, words) => {
    expect(() => writeManifest(args, () => 'threads')).toThrow(words);
  });

  it('is not printed for what can not be read, and the program says how it is called', async () => {
    await expect(print(['--nonsense'])).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('Usage: npm run -s manifest'),
    });
  });
});
