import { DiscordAPIError } from '@discordjs/rest';
import { WebSocketManager } from '@discordjs/ws';
import { describe, expect, it } from 'vitest';
import { isThrownByGatewayLibrary } from '../../../src/chat/discord/connect/libraryErrors.ts';
import { createRest } from '../../../src/chat/discord/rest/createRest.ts';
import { GlobalLimit } from '../../../src/chat/discord/rest/globalLimit.ts';

describe('a rejection that nobody handled', () => {
  it('is the gateway library’s where its own code threw', async () => {
    const rest = createRest({
      token: 'any',
      apiUrl: 'http://127.0.0.1:9',
      globalLimit: new GlobalLimit(),
      onUnauthorised: () => undefined,
    });
    const manager = new WebSocketManager({ token: 'any', intents: 0, rest });
    const thrown = await Promise.resolve(manager.send(5, { op: 1, d: null })).catch(
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(RangeError);
    expect(isThrownByGatewayLibrary(thrown)).toBe(true);
  });

  it.each([
    ['our own code', new TypeError('any')],
    ['Discord’s REST API', new DiscordAPIError({ code: 0, message: 'any' }, 0, 500, 'GET', '/', {})],
    ['no code at all', 'any'],
    ['code that names the library', new Error('/@discordjs/ws/')],
  ])('is not where it comes from %s', (_, error) => {
    expect(isThrownByGatewayLibrary(error)).toBe(false);
  });
});
