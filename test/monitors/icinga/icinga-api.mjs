import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';

/** As in `config/icinga2.conf`. */
const nodeName = 'icinga.example.org';
const user = 'paging-router';
const password = 'password of the proof';

/** Makes a CA and a certificate with Icinga's own tools; answers with how the API is spoken to, and what the router is told of it. */
export function makeApi({ folder, account, port }) {
  const certs = join(folder, 'data/certs');
  const [key, csr, crt] = ['key', 'csr', 'crt'].map((end) => join(certs, `${nodeName}.${end}`));
  const ca = join(certs, 'ca.crt');
  if (!existsSync(ca)) {
    pki('new-ca');
    pki('new-cert', '--cn', nodeName, '--key', key, '--csr', csr);
    pki('sign-csr', '--csr', csr, '--cert', crt);
    copyFileSync(join(folder, 'data/ca/ca.crt'), ca);
  }
  return {
    environment: {
      ICINGA2_API_URL: `https://127.0.0.1:${port}`,
      ICINGA2_API_USER: user,
      ICINGA2_API_PASSWORD: password,
      ICINGA2_API_CA_FILE: ca,
      ICINGA2_API_CERTIFICATE_NAME: nodeName,
    },
    call,
    objects: async (path) =>
      (await call('GET', `objects/${path}`)).results.map(({ name, attrs }) => ({ id: name, ...attrs })),
    act: (action, body) => call('POST', `actions/${action}`, body),
  };

  function pki(...args) {
    const settings = { DataDir: join(folder, 'data'), RunAsUser: account.user, RunAsGroup: account.group };
    const defines = Object.entries(settings).flatMap(([name, value]) => ['-D', `${name}=${value}`]);
    execFileSync('icinga2', ['pki', ...args, ...defines], { cwd: folder, stdio: 'pipe' });
  }

  /** Speaks to the API as a person's tool would, beside the router. */
  function call(method, path, body) {
    const headers = { accept: 'application/json', authorization: `Basic ${btoa(`person:${password}`)}` };
    const options = { method, headers, ca: readFileSync(ca), servername: nodeName, timeout: 10_000 };
    return new Promise((resolve, reject) => {
      const asked = request(`https://127.0.0.1:${port}/v1/${path}`, options, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
      });
      asked.on('error', reject);
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
