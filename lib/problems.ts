// The closed list of what can go wrong for a person: what happened, what became of their key, and one next step.

const none = "No new key was made; anything stored here is unchanged.";
const kept = "Your key is still stored here, unchanged.";

/** Every failure by its code: the status for machines, three sentences for people. */
export const problems = {
  // Starting and coming back
  cross_origin: {
    status: 403,
    happened: "That request did not come from this app's own pages.",
    custody: "Nothing was changed.",
    next: "You are at the right address now: try once more.",
  },
  not_a_visit: {
    status: 403,
    happened:
      "An image, a frame, a script or a prefetch asked for this address, and not a person who went there.",
    custody: "No attempt was begun or used up, and no key was made.",
    next: "Press Connect, or open the link itself.",
  },
  denied: {
    status: 403,
    happened: "You chose Deny at ModelGates.",
    custody: none,
    next: "Connect again whenever you like.",
  },
  provider_error: {
    status: 502,
    happened: "ModelGates sent you back with an error instead of a code.",
    custody: none,
    next: "Connect again.",
  },
  unknown_transaction: {
    status: 400,
    happened:
      "This link matches no attempt in this browser: it was begun elsewhere, is long over, or is forged.",
    custody: none,
    next: "Press Connect to start afresh.",
  },
  expired: {
    status: 400,
    happened: "That attempt took longer than ten minutes.",
    custody: none,
    next: "Connect again.",
  },
  replayed: {
    status: 409,
    happened: "That link has already been used, and works only once.",
    custody: "The first visit counted; this one changed nothing.",
    next: "If you are not connected below, connect again.",
  },
  interrupted: {
    status: 503,
    happened: "This app stopped in the middle of that attempt.",
    custody: "Nothing of it is stored here. ModelGates may have made a key: look in your key list there.",
    next: "Connect again.",
  },
  too_many_connects: {
    status: 429,
    happened: "Too many attempts to connect have come from your network in this minute.",
    custody: "Nothing was sent. An attempt that is under way stays open.",
    next: "Wait a moment, then load this page again.",
  },
  malformed: {
    status: 400,
    happened: "ModelGates sent you back with a link this app cannot read.",
    custody: none,
    next: "Connect again.",
  },
  refused: {
    status: 403,
    happened: "ModelGates refused to exchange the code.",
    custody: none,
    next: "Connect again to get a fresh code.",
  },
  exchange_failed: {
    status: 502,
    happened: "ModelGates could not be reached, or its answer made no sense.",
    custody: "No key reached this app. If ModelGates did make one, it is in your key list there.",
    next: "Try again in a moment.",
  },
  storage_down: {
    status: 503,
    happened: "This app's database is not answering.",
    custody: "Nothing was exchanged, so no key was made.",
    next: "Connect again in a moment.",
  },
  not_stored: {
    status: 503,
    happened:
      "A key was made, but could not be stored: this app's database stopped, or your session ended meanwhile.",
    custody: "The key may still be in your key list at ModelGates: delete it there.",
    next: "Try again in a moment.",
  },

  // Making a key with a key
  bad_form: {
    status: 400,
    happened: "A value in that form is missing or out of bounds.",
    custody: "Nothing was sent, and nothing was changed.",
    next:
      "A name has 100 characters at most, a limit lies between $0.01 and $1,000,000, a reset needs a limit, and a key " +
      "ends today or later: correct it and try again.",
  },
  terms_refused: {
    status: 400,
    happened: "ModelGates does not accept a key with these terms.",
    custody: none,
    next: "Change them and try again.",
  },
  may_not_make: {
    status: 403,
    happened: "ModelGates does not let this key make other keys.",
    custody: none,
    next: "Make the new one with another key, or at ModelGates itself.",
  },
  code_conflict: {
    status: 409,
    happened: "ModelGates could not make a code just now.",
    custody: none,
    next: "Try again in a moment; what you typed is still here.",
  },
  code_failed: {
    status: 502,
    happened: "ModelGates did not answer as it should when it was asked for a code.",
    custody: none,
    next: "Try again in a moment; what you typed is still here.",
  },
  submitted_twice: {
    status: 409,
    happened: "That form had already been sent once.",
    custody: "The first time counted; this one changed nothing.",
    next: "If the new key is not under Keys, send the form again.",
  },

  // Using the key
  unknown_connection: {
    status: 404,
    happened: "There is no such key among yours, or it is gone already.",
    custody: "Nothing was changed.",
    next: "Choose another under Keys.",
  },
  not_connected: {
    status: 401,
    happened: "You are not connected, or your session is over.",
    custody: "Nothing was sent.",
    next: "Connect ModelGates.",
  },
  other_provider: {
    status: 409,
    happened: "Your stored key was issued by another provider than the one this app uses now.",
    custody: "It was not sent anywhere, and is still stored here, encrypted.",
    next: "Connect again to get a key from this one; the old one is under Keys.",
  },
  unreadable: {
    status: 409,
    happened: "The stored key can no longer be opened, most likely because this app's secret has changed.",
    custody: "It was not used. At ModelGates it still works, until you delete it there.",
    next: "Reconnect: it keeps its place and its name.",
  },
  apikey_refused: {
    status: 401,
    happened: "ModelGates no longer accepts your key.",
    custody: "It was deleted or has expired there. It is still stored here, but no message uses it any more.",
    next: "Reconnect: it keeps its place and its name.",
  },
  apikey_expired: {
    status: 401,
    happened: "Your key has expired.",
    custody: "It was not sent. It is still stored here, where nobody can use it any more.",
    next: "Reconnect: it keeps its place and its name.",
  },
  out_of_credit: {
    status: 402,
    happened: "Your ModelGates account has too little credit for this request.",
    custody: kept,
    next: "Add credit at ModelGates, then try again.",
  },
  apikey_limit: {
    status: 403,
    happened: "ModelGates refused: this key has reached its limit, or may not do this.",
    custody: kept,
    next: "Raise the key's limit at ModelGates, then try again.",
  },
  model_unknown: {
    status: 404,
    happened: "ModelGates does not offer this model to your key.",
    custody: kept,
    next: "Choose another model, then try again.",
  },
  rate_limited: {
    status: 429,
    happened: "ModelGates is asking you to slow down.",
    custody: kept,
    next: "Wait a moment, then try again.",
  },
  too_many_messages: {
    status: 429,
    happened: "You have sent more messages in this minute than this app passes on.",
    custody: kept,
    next: "Wait a moment, then try again.",
  },
  too_many_looks: {
    status: 429,
    happened: "You have opened this page more often in this minute than ModelGates is asked about it.",
    custody: kept,
    next: "Wait a moment, then load this page again.",
  },
  too_many_streams: {
    status: 429,
    happened: "Three answers to you are being written already, and this app writes no more at once.",
    custody: kept,
    next: "Stop one, or wait for it, then try again.",
  },
  full: {
    status: 503,
    happened: "This app is writing as many answers as it can.",
    custody: kept,
    next: "Wait a moment, then try again.",
  },
  stopping: {
    status: 503,
    happened: "This app is about to restart, and begins no more answers.",
    custody: kept,
    next: "Wait a moment, then try again.",
  },
  model_slow: {
    status: 504,
    happened: "The model took too long, and ModelGates stopped waiting for it.",
    custody: kept,
    next: "Try again, or choose another model.",
  },
  provider_busy: {
    status: 503,
    happened: "ModelGates, or the model behind it, has too much to do just now.",
    custody: kept,
    next: "Try again in a moment, or choose another model.",
  },
  provider_down: {
    status: 502,
    happened: "ModelGates did not answer as it should.",
    custody: kept,
    next: "Try again in a moment.",
  },
  provider_unreachable: {
    status: 502,
    happened: "ModelGates could not be reached.",
    custody: kept,
    next: "Try again in a moment.",
  },
  bad_request: {
    status: 400,
    happened: "ModelGates cannot take this request as it stands.",
    custody: kept,
    next: "Change your message, or choose another model.",
  },
  too_large: {
    status: 413,
    happened: "The conversation, or a message in it, is too long to send.",
    custody: kept,
    next: "Edit an earlier message to go on from there, or clear the conversation.",
  },
  upload_slow: {
    status: 408,
    happened: "What was sent took longer than half a minute to arrive, so this app stopped reading.",
    custody: "Nothing was sent on, and nothing was changed.",
    next: "Check your connection, then try again.",
  },
  wrong_type: {
    status: 415,
    happened: "This address takes application/json only.",
    custody: "Nothing was sent.",
    next: "Send JSON.",
  },
  unknown_address: {
    status: 404,
    happened: "There is nothing at this address.",
    custody: "Nothing was sent, and nothing was changed.",
    next: "Check the address.",
  },
  unavailable: {
    status: 503,
    happened: "This app cannot answer just now.",
    custody: "Nothing was changed.",
    next: "Try again in a moment.",
  },
} as const satisfies Record<string, { status: number; happened: string; custody: string; next: string }>;

export type ProblemCode = keyof typeof problems;

const isProblemCode = (text: unknown): text is ProblemCode =>
  typeof text === "string" && Object.hasOwn(problems, text);

/** A problem as a page shows it. */
export const sentencesOf = (code: ProblemCode) => ({ code, ...problems[code] });

/**
 * What a page's address says of a failure, `?problem=` and `&ref=`. A code of the list and a reference of ours are all that
 * is taken from it; null without them.
 */
export function readProblem({ problem, ref }: Record<string, unknown>) {
  if (!isProblemCode(problem)) return null;
  const reference = typeof ref === "string" && /^[0-9a-f]{12}$/.test(ref) ? ref : undefined;
  return { ...sentencesOf(problem), reference };
}
