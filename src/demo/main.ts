import { runDemo } from './runDemo.ts';

// The reader of the output may close it early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runDemo({
  args: process.argv.slice(2),
  // biome-ignore lint/style/noProcessEnv: the demo reads two variables alone.
  environment: process.env,
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
  // Ends at once.
  onLost: () => process.exit(1),
});
