import type { AccessRequest } from './domain/access-request.js';
import type { AccessToken } from './domain/access-token.js';
import type { AddedMethod } from './domain/added-method.js';
import type { AuditEntry, AuditRecord } from './domain/audit-record.js';
import type { ContactMethod } from './domain/channel.js';
import type { Role } from './domain/rules.js';
import type { Cursor } from './ports-ledger.js';

/** Interfaces to the outside by which the router knows who asks, and remembers who did what. All instants are UTC ms. */

interface Paging {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Tokens of people and robots; of the token itself only its SHA-256 (hex) is kept. */
export interface TokenStore {
  add(token: AccessToken, hash: string): Promise<void>;
  read(id: string): Promise<{ readonly token: AccessToken; readonly hash: string } | null>;
  /** Newest first, expired and revoked ones too, for a month. `person`: only theirs. */
  list(filter: Paging & { readonly person?: string | undefined }): Promise<Cursor<AccessToken>>;
  /** Notes that it was used. */
  touch(id: string, now: number): Promise<void>;
  /** False: it was revoked already, or is gone. */
  revoke(id: string, by: string, now: number): Promise<boolean>;
}

/** The append-only, hash-chained record of privileged changes. */
export interface AuditStore {
  /** Appends atomically behind the present last record. */
  append(entry: AuditEntry): Promise<AuditRecord>;
  list(filter: AuditFilter): Promise<Cursor<AuditRecord>>;
}

export interface AuditFilter extends Paging {
  readonly order: 'newest' | 'oldest';
  readonly who?: string | undefined;
  readonly action?: string | undefined;
  readonly outcome?: AuditRecord['outcome'] | undefined;
  /** Part of the target. */
  readonly target?: string | undefined;
  /** UTC ms, included … */
  readonly since?: number | undefined;
  /** … and not included. */
  readonly until?: number | undefined;
}

/** A code that was sent to somebody, or (person null) looks as if it had been. */
export interface PendingLogin {
  readonly id: string;
  readonly person: string | null;
  /** Hash of the code, hex. */
  readonly codeHash: string;
  /** The code proves this contact method, and is good for nothing else; absent: it is to sign in with. */
  readonly method?: (ContactMethod & { readonly first: boolean }) | undefined;
}

export interface LoginStore {
  keep(login: PendingLogin, seconds: number): Promise<void>;
  /** Counts one attempt; null: it is unknown, over, or was tried `mostAttempts` times. */
  attempt(id: string, mostAttempts: number): Promise<PendingLogin | null>;
  /** Uses it up: true for one caller only. */
  take(id: string): Promise<boolean>;
}

/** Contact methods that people have added and proved. Every change bumps the epoch of the windows, which every commit checks. */
export interface AddedMethodStore {
  /** All of them, the oldest first, with the epoch, in one atomic read; null: the epoch is still `known`. */
  readCurrent(
    known: number | null,
  ): Promise<{ readonly epoch: number; readonly methods: readonly AddedMethod[] | null }>;
  read(id: string): Promise<AddedMethod | null>;
  add(method: AddedMethod): Promise<void>;
  /** False: there is none, or no longer. */
  remove(id: string): Promise<boolean>;
}

/** Counts in fixed windows of time, over all processes. */
export interface RateLimiter {
  /** Takes one of `count` in `seconds`; answers 0, or in how many seconds there is another. */
  take(name: string, limit: { readonly count: number; readonly seconds: number }): Promise<number>;
}

export interface AccessRequestStore {
  read(id: string): Promise<AccessRequest | null>;
  /** Writes if `rev` is the stored one (0 = new), storing rev + 1. False: changed meanwhile. */
  write(request: AccessRequest): Promise<boolean>;
  /** Newest first. */
  list(filter: Paging): Promise<Cursor<AccessRequest>>;
}

/** Whom an identity provider vouches for. */
export interface Identity {
  readonly subject: string;
  /** Value of the claim that names a person of the rules; null: absent, or not vouched for. */
  readonly person: string | null;
  /** By the mapping of groups. */
  readonly roles: readonly Role[];
}

/** Reads a bearer token of an identity provider. `unavailable`: its keys cannot be read now. */
export type VerifyIdentity = (bearer: string) => Promise<Identity | 'invalid' | 'unavailable'>;
