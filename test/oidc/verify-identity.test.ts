import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { createLog } from '../../src/log/create-log.js';
import { createVerifyIdentity, type OidcSettings } from '../../src/oidc/verify-identity.js';

const NOW = Date.UTC(2013, 3, 18, 23, 46);
const log = createLog({ level: 'silent' });
const clock = { now: () => NOW };

/** An issuer on this machine: its document and its keys over real HTTP. */
interface Issuer {
  readonly url: string;
  readonly server: Server;
  readonly asked: string[];
  sign(claims: JWTPayload, changes?: { readonly kid?: string; readonly expires?: number | null }): Promise<string>;
}

let issuer: Issuer;

beforeEach(async () => {
  issuer = await startIssuer();
});
afterEach(async () => {
  await stop(issuer.server);
});

async function startIssuer(claimed?: string): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
  const asked: string[] = [];
  const server = createServer((req, res) => {
    asked.push(req.url ?? '');
    const documents: Readonly<Record<string, object>> = {
      '/.well-known/openid-configuration': { issuer: claimed ?? url(), jwks_uri: `${url()}/keys` },
      '/keys': { keys: [jwk] },
    };
    const document = documents[req.url ?? ''];
    res.writeHead(document === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
    res.end(JSON.stringify(document ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  function url(): string {
    const address: AddressInfo | string | null = server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  }
  return {
    url: url(),
    server,
    asked,
    sign: (claims, { kid = 'k1', expires = NOW / 1000 + 300 } = {}) =>
      new SignJWT({
        ...{ sub: 'u1', iss: url(), aud: 'paging-router' },
        ...(expires === null ? {} : { exp: expires }),
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES256', kid })
        .sign(privateKey),
  };
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function verifier(changes: Partial<OidcSettings> = {}) {
  const roles = new Map([
    ['sre', 'ops'],
    ['dev', 'responder'],
  ] as const);
  const settings = {
    issuer: issuer.url,
    audience: 'paging-router',
    roles,
    groupsClaim: 'groups',
    personClaim: 'email',
  };
  return createVerifyIdentity({ ...settings, ...changes }, { clock, log });
}

describe('createVerifyIdentity', () => {
  it('reads subject, verified address and roles of a token that the issuer signed', async () => {
    const token = await issuer.sign({
      email: 'roan@example.org',
      email_verified: true,
      groups: ['dev', 'sre', 'other'],
    });

    expect(await verifier()(token)).toEqual({
      subject: 'u1',
      person: 'roan@example.org',
      roles: ['responder', 'ops'],
    });
  });

  it('takes no address that the issuer has not verified, and other claims as they are', async () => {
    const token = await issuer.sign({ email: 'roan@example.org', login: 'roan', groups: 'sre' });

    expect(await verifier()(token)).toMatchObject({ person: null, roles: ['ops'] });
    expect(await verifier({ personClaim: 'login', groupsClaim: 'teams' })(token)).toMatchObject({
      person: 'roan',
      roles: [],
    });
  });

  it.each([
    ['expired', () => issuer.sign({}, { expires: NOW / 1000 - 31 })],
    ['without an end', () => issuer.sign({}, { expires: null })],
    ['for somebody else', () => issuer.sign({ aud: 'another' })],
    ['of another issuer', () => issuer.sign({ iss: 'http://127.0.0.1:1' })],
    ['not valid yet', () => issuer.sign({ nbf: NOW / 1000 + 60 })],
    ['signed with an unknown key', () => issuer.sign({}, { kid: 'k2' })],
    ['changed', async () => `${(await issuer.sign({})).slice(0, -4)}AAAA`],
    ['signed by nobody', async () => `${part({ alg: 'none' })}.${part({ sub: 'u1', aud: 'paging-router' })}.`],
    ['signed with the public key as a secret', () => symmetric()],
    ['no token at all', async () => 'a.b.c'],
  ])('refuses one that is %s', async (_name, sign) => {
    expect(await verifier()(await sign())).toBe('invalid');
  });

  it('asks for the keys once', async () => {
    const verify = verifier();
    for (let i = 0; i < 3; i += 1) await verify(await issuer.sign({}));

    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('says that it cannot know while the issuer is away, and asks again when it is back', async () => {
    const verify = verifier({ issuer: 'http://127.0.0.1:9' });

    expect(await verify(await issuer.sign({}))).toBe('unavailable');
    expect(await verify(await issuer.sign({}))).toBe('unavailable');
  });

  it('does not believe a document that speaks of another issuer', async () => {
    const liar = await startIssuer('https://login.example.org');

    expect(await verifier({ issuer: liar.url })(await liar.sign({}))).toBe('unavailable');
    await stop(liar.server);
  });
});

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function symmetric(): Promise<string> {
  return new SignJWT({ sub: 'u1', iss: issuer.url, aud: 'paging-router', exp: NOW / 1000 + 300 })
    .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
    .sign(Buffer.from('0123456789abcdef0123456789abcdef'));
}
