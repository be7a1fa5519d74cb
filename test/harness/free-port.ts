import { createServer } from 'node:net';

/** Below the ports that the system gives to whoever asks for any (32768 and up), so nobody else is given one in between. */
const RANGE = { from: 10_000, size: 20_000 };

/** A port of loopback that was free a moment ago. Workers of Jest that run side by side look for it in different places. */
export async function freePort(): Promise<number> {
  const workers = 8;
  const worker = Number(process.env.JEST_WORKER_ID ?? 0) % workers;
  const share = Math.floor(RANGE.size / workers);
  for (;;) {
    const port = RANGE.from + worker * share + Math.floor(Math.random() * share);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
