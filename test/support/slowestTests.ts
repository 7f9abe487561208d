import type { Reporter, TestModule, Vite } from 'vitest/node';

const NAMED = 10;

/** Names the slowest tests at the end of a verbose run; each of them has its reason in test/README.md. */
export function nameSlowestTests(): Vite.Plugin {
  return {
    name: 'slowest-tests',
    configureVitest({ vitest: { config } }) {
      const isVerbose = config.reporters.some((each) => Array.isArray(each) && each[0] === 'verbose');
      if (isVerbose) config.reporters.push(new SlowestTests());
    },
  };
}

class SlowestTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap(({ relativeModuleId, children }) =>
      [...children.allTests()].map((test) => ({
        ms: test.diagnostic()?.duration ?? 0,
        name: `${relativeModuleId} > ${test.fullName}`,
      })),
    );
    const slowest = tests.toSorted((a, b) => b.ms - a.ms).slice(0, NAMED);
    const lines = slowest.map(({ ms, name }) => `${String(Math.round(ms)).padStart(6)} ms  ${name}`);
    process.stdout.write(`The slowest tests:\n${lines.join('\n')}\n`);
  }
}
