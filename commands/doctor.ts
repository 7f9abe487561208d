import { doctorReport } from '../src/messages/replies/doctorReport.ts';
import { defineCommand } from './command.ts';

export const doctor = defineCommand({
  name: 'doctor',
  description: 'Check tokens, quotas, clock and store, and say what to do',
  who: 'manager',
  reach: 'typed',
  posts: false,
  pages: true,
  asksThreads: true,
  options: {},
  positional: [],
  example: 'doctor',
  async run(_, context) {
    return doctorReport(await context.services.examine(context));
  },
});
