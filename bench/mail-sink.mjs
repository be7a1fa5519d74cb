// Takes every mail and forgets it: an SMTP server on the loopback, in a process of its own. Prints its port.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { SMTPServer } from 'smtp-server';

/** Starts it; `url` is what the router is given. */
export async function spawnMailSink() {
  const child = fork(new URL(import.meta.url), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [port] = await once(child, 'message');
  return { url: `smtp://127.0.0.1:${port}`, stop: () => child.kill('SIGTERM') };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData: (stream, _session, done) => stream.resume().on('end', done),
  });
  server.listen(0, '127.0.0.1', () => process.send(server.server.address().port));
  process.on('SIGTERM', () => process.exit(0));
}
