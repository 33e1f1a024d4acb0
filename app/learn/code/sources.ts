// The files that the chapters show, as they are when the app is built.

import attempts from "../../../lib/attempts.ts?source";
import call from "../../../lib/call.ts?source";
import completions from "../../../lib/completions.ts?source";
import connections from "../../../lib/connections.ts?source";
import custody from "../../../lib/custody.ts?source";
import leave from "../../../lib/leave.ts?source";
import mint from "../../../lib/mint.ts?source";
import modelgates from "../../../lib/modelgates.ts?source";
import pkce from "../../../lib/pkce.ts?source";
import relay from "../../../lib/relay.ts?source";
import rotate from "../../../lib/rotate.ts?source";
import session from "../../../lib/session.ts?source";
import transaction from "../../../lib/transaction.ts?source";
import vault from "../../../lib/vault.ts?source";
import chatRoute from "../../api/chat/route.ts?source";
import callbackRoute from "../../auth/callback/route.ts?source";
import connectRoute from "../../auth/connect/route.ts?source";

/** Each file by its path in the project. Test: e2e/learn.spec.ts compares them with the files. */
export const sources = {
  "app/api/chat/route.ts": chatRoute,
  "app/auth/callback/route.ts": callbackRoute,
  "app/auth/connect/route.ts": connectRoute,
  "lib/attempts.ts": attempts,
  "lib/call.ts": call,
  "lib/completions.ts": completions,
  "lib/connections.ts": connections,
  "lib/custody.ts": custody,
  "lib/leave.ts": leave,
  "lib/mint.ts": mint,
  "lib/modelgates.ts": modelgates,
  "lib/pkce.ts": pkce,
  "lib/relay.ts": relay,
  "lib/rotate.ts": rotate,
  "lib/session.ts": session,
  "lib/transaction.ts": transaction,
  "lib/vault.ts": vault,
};
export type Source = keyof typeof sources;

/** Where a file is shown, at one of its lines. */
export const sourceLink = (file: Source, line = 1) =>
  `/learn/source?file=${encodeURIComponent(file)}#L${line}`;
