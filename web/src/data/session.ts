/**
 * Who is signed in. The access token lives in memory alone; the refresh token is a cookie that no script reads. The
 * account's name stays in local storage, so that its notes open without the network.
 */
import type { SignedIn } from '@keep/contracts/auth-http';
import { ApiProblem, NoAnswer } from './api-problem.ts';
import { withLock } from './locks.ts';
import { type JsonRequest, requestJson } from './request-json.ts';
import { Subscribers } from './subscribers.ts';

export type Account = SignedIn['user'];

/**
 * `signed-out`: no account on this device. `signed-in`: notes are shown, with or without the network. `ended`: the
 * server has ended the session; the account's notes stay on the device, and are hidden until it signs in again.
 */
export type SessionState =
  { status: 'signed-out' } | { status: 'signed-in'; account: Account } | { status: 'ended'; account: Account };

const ACCOUNT = 'keep.account';
const ENDED = 'keep.session-ended';
/** The token is renewed this long before it expires. */
const EARLY_MS = 30_000;

export class Session {
  #state: SessionState;
  #token: { text: string; expiresAt: number } | undefined;
  #renewal: Promise<string> | undefined;
  readonly #subscribers = new Subscribers();

  constructor() {
    this.#state = storedState();
    // Another tab has signed in or out.
    addEventListener('storage', ({ key }) => {
      if (key !== ACCOUNT && key !== ENDED) return;
      this.#token = undefined;
      this.#state = storedState();
      this.#subscribers.notify();
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  readonly subscribe = this.#subscribers.subscribe;
  readonly snapshot = (): SessionState => this.#state;

  /** A request as the signed-in person. Throws `ApiProblem` or `NoAnswer`; a 401 ends the session. */
  async request(request: JsonRequest): Promise<unknown> {
    try {
      return await requestJson({ ...request, accessToken: await this.accessToken() });
    } catch (error) {
      if (!(error instanceof ApiProblem && error.status === 401)) throw error;
      // The token may have been revoked before its time: a fresh one decides.
      this.#token = undefined;
      return requestJson({ ...request, accessToken: await this.accessToken() });
    }
  }

  /** An access token that is good for a while yet. */
  async accessToken(): Promise<string> {
    if (this.#token && Date.now() < this.#token.expiresAt - EARLY_MS) return this.#token.text;
    this.#renewal ??= withLock('keep-refresh', () => this.#renew()).finally(() => (this.#renewal = undefined));
    return this.#renewal;
  }

  /** Takes over the answer of a sign-in, a sign-up or a verification. */
  begin({ user, accessToken, expiresIn }: SignedIn): void {
    this.#token = { text: accessToken, expiresAt: Date.now() + expiresIn * 1_000 };
    if (this.#state.status === 'signed-in' && this.#state.account.id === user.id && isSame(this.#state.account, user))
      return;
    localStorage.setItem(ACCOUNT, JSON.stringify(user));
    localStorage.removeItem(ENDED);
    this.#change({ status: 'signed-in', account: user });
  }

  /** The account has another name now. */
  rename(name: string): void {
    if (this.#state.status !== 'signed-in') return;
    const account = { ...this.#state.account, name };
    localStorage.setItem(ACCOUNT, JSON.stringify(account));
    this.#change({ status: 'signed-in', account });
  }

  /** Ends the session at the server, where it can be reached, and forgets the account here. */
  async signOut(): Promise<void> {
    await requestJson({ method: 'POST', path: '/api/v1/auth/sign-out', body: {} }).catch((error: unknown) => {
      if (!(error instanceof NoAnswer || error instanceof ApiProblem)) throw error;
    });
    this.forget();
  }

  /** Forgets the account on this device. */
  forget(): void {
    this.#token = undefined;
    localStorage.removeItem(ACCOUNT);
    localStorage.removeItem(ENDED);
    this.#change({ status: 'signed-out' });
  }

  async #renew(): Promise<string> {
    try {
      const answer = (await requestJson({ method: 'POST', path: '/api/v1/auth/refresh', body: {} })) as SignedIn;
      this.#assertSameAccount(answer.user);
      this.begin(answer);
      return answer.accessToken;
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) this.#end();
      throw error;
    }
  }

  /** The cookie belongs to the browser: another account may have signed in meanwhile. Its token must not send this one's notes. */
  #assertSameAccount({ id }: Account): void {
    const { state } = this;
    if (state.status === 'signed-out' || state.account.id === id) return;
    this.#end();
    throw new ApiProblem({ type: 'about:blank', title: 'Another account', status: 401, code: 'session-ended' });
  }

  #end(): void {
    if (this.#state.status !== 'signed-in') return;
    this.#token = undefined;
    localStorage.setItem(ENDED, 'true');
    this.#change({ status: 'ended', account: this.#state.account });
  }

  #change(state: SessionState): void {
    this.#state = state;
    this.#subscribers.notify();
  }
}

function isSame(left: Account, right: Account): boolean {
  return left.name === right.name && left.email === right.email;
}

function storedState(): SessionState {
  const text = localStorage.getItem(ACCOUNT);
  if (text === null) return { status: 'signed-out' };
  const account = JSON.parse(text) as Account;
  return { status: localStorage.getItem(ENDED) === null ? 'signed-in' : 'ended', account };
}
