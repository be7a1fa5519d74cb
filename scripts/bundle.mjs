// Builds the program with its packages into a few files (docs/decisions/0018): node bundle.mjs FOLDER
import { build } from 'esbuild';

// CommonJS packages among ours still ask for these.
const commonJs = `import { createRequire as ourRequire } from 'node:module';
import { dirname as ourDirname } from 'node:path';
const require = ourRequire(import.meta.url), __filename = import.meta.filename, __dirname = ourDirname(__filename);`;

const [, , folder = 'dist'] = process.argv;

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
});
