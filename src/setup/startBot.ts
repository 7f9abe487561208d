import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Environment } from '../app/config.ts';

/**
 * Runs `npm start` in this terminal until it ends. Ctrl+C reaches it from the terminal, and other ends are handed on.
 *
 * @returns its exit code
 */
export async function startBot(folder: string, shell: Environment): Promise<number> {
  const { npm_execpath: npm } = shell;
  const [command, args] = npm === undefined ? ['npm', ['start']] : [process.execPath, [npm, 'start']];
  const child = spawn(command, args, {
    cwd: folder,
    // Here a person reads the log.
    env: { LOG_FORMAT: 'pretty', ...shell },
    stdio: 'inherit',
    // Only a shell finds npm.cmd.
    shell: npm === undefined && process.platform === 'win32',
  });
  const ignore = (): void => undefined;
  const end = (): void => void child.kill('SIGTERM');
  process.on('SIGINT', ignore).on('SIGTERM', end);
  try {
    const [code] = await once(child, 'close');
    return typeof code === 'number' ? code : 1;
  } finally {
    process.off('SIGINT', ignore).off('SIGTERM', end);
  }
}
