// The closed list of what can go wrong for a person, each with what happened, what became of their key and one next step.

const none = "No key was made or stored.";
const kept = "Your key is still stored here, unchanged.";
const unknown =
  "No key reached this app. Should ModelGates have made one, it is listed under your keys there.";

export const problems = {
  // Starting and coming back
  cross_origin: {
    status: 403,
    happened: "That request did not come from this page's own address.",
    apiKey: "Nothing was changed.",
    next: "You are at the right address now: try once more.",
  },
  denied: {
    status: 403,
    happened: "You chose Deny at ModelGates.",
    apiKey: none,
    next: "Connect again whenever you like.",
  },
  provider_error: {
    status: 502,
    happened: "ModelGates sent you back with an error instead of a code.",
    apiKey: none,
    next: "Connect again.",
  },
  unknown_attempt: {
    status: 400,
    happened:
      "This browser has no such attempt open: it began in another browser, is long over, or the link was forged.",
    apiKey: none,
    next: "Connect from here.",
  },
  expired: {
    status: 400,
    happened: "That attempt took longer than ten minutes.",
    apiKey: none,
    next: "Connect again.",
  },
  replayed: {
    status: 409,
    happened: "That link has already been used once, and works only once.",
    apiKey: "The first use decided; nothing was changed now.",
    next: "If you are not connected below, connect again.",
  },
  malformed: {
    status: 400,
    happened: "ModelGates sent you back with a link this app cannot read.",
    apiKey: none,
    next: "Connect again.",
  },
  refused: {
    status: 403,
    happened: "ModelGates refused to exchange the code.",
    apiKey: none,
    next: "Connect again: it makes a fresh code.",
  },
  exchange_failed: {
    status: 502,
    happened: "ModelGates could not be reached, or its answer made no sense.",
    apiKey: unknown,
    next: "Connect again in a moment.",
  },
  storage_down: {
    status: 503,
    happened: "This app's database is not answering.",
    apiKey: "The code was not exchanged, so no key was made.",
    next: "Connect again in a moment.",
  },
  not_stored: {
    status: 503,
    happened: "A key was made, but this app's database stopped before it could be stored.",
    apiKey: "It may still be listed under your keys at ModelGates: delete it there.",
    next: "Connect again in a moment.",
  },

  // Using the key
  not_connected: {
    status: 401,
    happened: "You are not connected, or your session is over.",
    apiKey: "Nothing was sent.",
    next: "Connect ModelGates.",
  },
  unreadable: {
    status: 409,
    happened: "The stored key cannot be opened any more: this app's secret has changed.",
    apiKey: "It was not used.",
    next: "Connect again.",
  },
  apikey_refused: {
    status: 401,
    happened: "ModelGates no longer accepts your key.",
    apiKey: "It was revoked or has expired there.",
    next: "Connect again.",
  },
  out_of_credit: {
    status: 402,
    happened: "Your ModelGates account has too little credit for this request.",
    apiKey: kept,
    next: "Add credit at ModelGates, then send again.",
  },
  apikey_limit: {
    status: 403,
    happened: "ModelGates refused: this key has reached its limit, or may not do this.",
    apiKey: kept,
    next: "Raise the key's limit at ModelGates, then send again.",
  },
  model_unknown: {
    status: 404,
    happened: "ModelGates does not offer that model to this key.",
    apiKey: kept,
    next: "Choose another model.",
  },
  rate_limited: {
    status: 429,
    happened: "ModelGates asks to slow down.",
    apiKey: kept,
    next: "Wait a moment, then send again.",
  },
  provider_down: {
    status: 502,
    happened: "ModelGates did not answer as it should.",
    apiKey: kept,
    next: "Send again in a moment.",
  },
  bad_request: {
    status: 400,
    happened: "That message cannot be sent as it is.",
    apiKey: kept,
    next: "Change it and send again.",
  },
  too_large: {
    status: 413,
    happened: "The conversation has grown too long to send.",
    apiKey: kept,
    next: "Start a new conversation.",
  },
  wrong_type: {
    status: 415,
    happened: "This address takes application/json only.",
    apiKey: "Nothing was sent.",
    next: "Send JSON.",
  },
  unavailable: {
    status: 503,
    happened: "This app cannot answer just now.",
    apiKey: kept,
    next: "Try again in a moment.",
  },
} as const satisfies Record<string, { status: number; happened: string; apiKey: string; next: string }>;

export type ProblemCode = keyof typeof problems;

/** True when `text` names a problem: the only thing a page takes from `?problem=`. */
export const isProblemCode = (text: unknown): text is ProblemCode =>
  typeof text === "string" && Object.hasOwn(problems, text);

/** A failure with a name from the list. Carries no value of any request, so it is safe to log. */
export class Problem extends Error {
  readonly code: ProblemCode;
  /** Seconds to wait, where the provider said so. */
  readonly retryAfter: number | undefined;

  constructor(code: ProblemCode, options: { retryAfter?: number | undefined; cause?: unknown } = {}) {
    super(code, { cause: options.cause });
    this.name = "Problem";
    this.code = code;
    this.retryAfter = options.retryAfter;
  }

  /** The problem as JSON for the app's own API: its code and sentences, never what a provider said. */
  toResponse(): Response {
    const { status, ...sentences } = problems[this.code];
    const headers = new Headers({ "Cache-Control": "no-store" });
    if (this.retryAfter !== undefined) headers.set("Retry-After", String(this.retryAfter));
    return Response.json(
      { error: { code: this.code, ...sentences, retryAfter: this.retryAfter } },
      { status, headers },
    );
  }
}
