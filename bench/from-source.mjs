// The router's own code, built as `npm run build` does, for measuring parts of it in this process.

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Everything that these modules export; paths as `pipeline/pipeline`, below `src`. */
export async function fromSource(...modules) {
  const contents = modules.map((path) => `export * from './src/${path}.ts';`).join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: { js: `import { createRequire as ourRequire } from 'node:module'; const require = ourRequire('${root}');` },
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
