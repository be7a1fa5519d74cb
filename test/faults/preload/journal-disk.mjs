import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join, sep } from 'node:path';
import { atStart, die, onOrder } from './orders.mjs';

const folder = join(process.env.DATA_DIR ?? '', 'journal');
/** `write`, `datasync`: the code that each call fails with; `short`: a write stores half of its bytes. */
let trouble = atStart.journal ?? {};
/** `{ at: 'write' | 'written' | 'synced', text }`: kill -9 at this moment of the record that holds the text. */
let death = null;

onOrder('journal', (next) => {
  trouble = next;
});
onOrder('die-at-journal', (next) => {
  death = next;
});

const { open } = fs;
fs.open = async (path, ...more) => {
  const file = await open(path, ...more);
  return String(path).startsWith(folder + sep) || String(path).startsWith(`${folder}-`) ? spoil(file) : file;
};
syncBuiltinESMExports();

function spoil(file) {
  const write = file.write.bind(file);
  const datasync = file.datasync.bind(file);
  let awaited = false;
  file.write = async (bytes, from, length, position) => {
    const meant = death !== null && Buffer.from(bytes).includes(death.text);
    if (meant && death.at === 'write') die();
    fail(trouble.write);
    const written = await write(bytes, from, trouble.short ? Math.floor(length / 2) : length, position);
    if (meant && death.at === 'written') die();
    awaited ||= meant;
    return written;
  };
  file.datasync = async () => {
    fail(trouble.datasync);
    await datasync();
    if (awaited && death?.at === 'synced') die();
  };
  return file;
}

function fail(code) {
  if (code !== undefined) throw Object.assign(new Error(`${code}: injected`), { code });
}
