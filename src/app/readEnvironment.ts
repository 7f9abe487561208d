import { statSync } from 'node:fs';
import { ConfigError } from './config.ts';

/** Reads the variables of the process and of an optional `.env` file. Those of the process win. */
export function readEnvironment(): NodeJS.ProcessEnv {
  try {
    process.loadEnvFile();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    if (code !== 'ENOENT')
      throw new ConfigError([
        statSync('.env', { throwIfNoEntry: false })?.isFile() === false
          ? '.env is not a file but a folder, or another thing that holds no text. Move it away, or set the variables in another way'
          : `The file .env can't be read (${code}). Give this user the right to read it, or set the variables in another way`,
      ]);
  }
  return process.env;
}

/** The variables of the process alone. */
export function readProcessEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}
