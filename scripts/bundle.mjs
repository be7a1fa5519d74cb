// Builds the program with its packages into a few files (docs/decisions/0018): node bundle.mjs FOLDER
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { leftOut } from './left-out.mjs';

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
  // Half of what a start does is reading code: no white space, but lines that a stack trace can show.
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  banner: { js: commonJs },
  // For `node --enable-source-maps`.
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'linked',
  logLevel: 'warning',
  plugins: [leftOut],
});

// V8 keeps a file with one other character in two bytes a character: it takes longer to read, at each start.
const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.js'));
const wide = files.filter((name) => /[^\0-\x7f]/.test(readFileSync(join(folder, name), 'latin1')));
if (wide.length > 0) console.warn(`bundle: not all is ASCII in ${wide.join(', ')}`);
