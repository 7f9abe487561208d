/**
 * Whether `@discordjs/ws` itself threw. It reads each frame in a promise that it drops, so an odd frame makes a
 * rejection that no code of ours can catch: only the process hears of it.
 */
export function isThrownByGatewayLibrary(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const [, thrownAt = ''] = (error.stack ?? '').split('\n    at ');
  return thrownAt.includes('/@discordjs/ws/');
}
