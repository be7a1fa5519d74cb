// Builds the program with its packages into a few files (docs/decisions/0018): node bundle.mjs FOLDER
import { build } from 'esbuild';

// CommonJS packages among ours still ask for these.
const commonJs = `import { createRequire as ourRequire } from 'node:module';
import { dirname as ourDirname } from 'node:path';
const require = ourRequire(import.meta.url), __filename = import.meta.filename, __dirname = ourDirname(__filename);`;

const [, , folder = 'dist'] = process.argv;

/** Of Twilio's SDK only messages are used: the code of its other products, seven megabytes, would be read at each start. */
const messagesOnly = {
  name: 'messages only',
  setup({ onLoad }) {
    const used =
      /[\\/]rest[\\/](Twilio|Api|ApiBase|api[\\/]V2010|api[\\/]v2010[\\/]account(|[\\/]message(|[\\/]\w+)))\.js$/;
    onLoad({ filter: /[\\/]twilio[\\/]lib[\\/]rest[\\/].*\.js$/ }, ({ path }) =>
      used.test(path) ? null : { contents: '' },
    );
  },
};

await build({
  entryPoints: ['src/cli/cli.ts'],
  outbase: 'src',
  outdir: folder,
  bundle: true,
  // What is imported only when it is needed stays in a file of its own.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  banner: { js: commonJs },
  // For `node --enable-source-maps`.
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'linked',
  logLevel: 'warning',
  plugins: [messagesOnly],
});
