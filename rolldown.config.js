import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of a file's package. */
const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;

/** Lets the sockets of `@discordjs/ws` go through a proxy, as src/network/proxyWebSockets.ts does where nothing is bundled. */
const proxiedWebSocket = {
  name: 'proxied-web-socket',
  resolveId: (specifier, importer) =>
    specifier === 'ws' && importer?.replaceAll('\\', '/').includes('/@discordjs/ws/')
      ? join(import.meta.dirname, 'src/network/proxiedWebSocket.ts')
      : null,
};

/** Writes the licences of all packages that are in the bundle into a file beside it. */
const licences = {
  name: 'licences',
  generateBundle(_options, bundle) {
    const files = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
    const folders = files.flatMap((file) => PACKAGE.exec(file.replaceAll('\\', '/'))?.[0] ?? []);
    const source = [...new Set(folders)].sort().map(describeLicence).join('\n');
    this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source });
  },
};

function describeLicence(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  const written = texts.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return `${name} ${version} (${license})\n\n${written.join('\n\n')}\n`;
}

/** The bot in a few files, which load in half the CPU time of the sources and in less memory: see docs/bench.md. */
export default {
  input: { main: 'src/main.ts', compile: 'src/replica/compile.ts' },
  platform: 'node',
  // Is used only where somebody installs it.
  external: ['zlib-sync'],
  plugins: [proxiedWebSocket, licences],
  output: {
    dir: 'dist',
    cleanDir: true,
    chunkFileNames: '[name].js',
    // Its file is named after the package, since src/chat/discord/connect/libraryErrors.ts finds that in a stack trace.
    codeSplitting: { groups: [{ name: '@discordjs/ws/index', test: /[\\/]@discordjs[\\/]ws[\\/]/ }] },
    comments: false,
    // Names stay, so that people can read a stack trace.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  },
};
