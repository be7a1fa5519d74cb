import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { MaintenanceWindow } from '../domain/maintenance-window.js';
import type { KeptWindows, Log } from '../ports.js';
import { writeDurably } from './write-durably.js';

const Kept = z.object({ v: z.literal(1), windows: z.array(MaintenanceWindow) });

/** `DATA_DIR/last-known-windows.json`, replaced as a whole. What cannot be read or written is as if it were not there. */
export function createKeptWindows(dataDir: string, log: Log): KeptWindows {
  const path = join(dataDir, 'last-known-windows.json');
  return {
    read() {
      try {
        return Kept.parse(JSON.parse(readFileSync(path, 'utf8'))).windows;
      } catch {
        return [];
      }
    },
    keep(windows) {
      try {
        writeDurably(path, JSON.stringify({ v: 1, windows }));
      } catch (cause) {
        log.warn({ cause }, 'the maintenance windows could not be kept for a start without Redis');
      }
    },
  };
}
