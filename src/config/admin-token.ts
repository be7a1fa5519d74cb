import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from './write-durably.js';

/** The admin's bearer token; `path` says where it was made or found, null: it came from the environment. */
export interface AdminToken {
  readonly token: string;
  readonly path: string | null;
}

/** `ADMIN_TOKEN`, or the one that is made once and kept in `DATA_DIR/admin-token` (mode 0600). */
export function readAdminToken(fromEnvironment: string | null, dataDir: string): AdminToken {
  if (fromEnvironment !== null) return { token: fromEnvironment, path: null };
  const path = join(dataDir, 'admin-token');
  const kept = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
  if (kept !== '') return { token: kept, path };
  const token = `pgr_${randomBytes(32).toString('base64url')}`;
  writeDurably(path, `${token}\n`);
  return { token, path };
}
