// What may be done wrong, and what becomes of it.
import { randomToken, s256Challenge } from "../../../lib/pkce.ts";
import type { Lab } from "./run.ts";

/** One way to do it wrong. */
export interface Experiment {
  title: string;
  /** What is done. */
  does: string;
  /** What the last request is answered, and by the running service, where it was measured to differ. */
  status: number;
  measured?: string;
  /** What it means. */
  means: string;
  /** Why it does not happen in this app. */
  prevented: string;
  run: (lab: Lab) => Promise<void>;
}

const S256 = "S256";

/** A code under an S256 challenge, and its verifier. */
async function approved({ approve }: Lab) {
  const code_verifier = randomToken();
  const code = await approve({ code_challenge: s256Challenge(code_verifier), code_challenge_method: S256 });
  return { code, code_verifier };
}

/** All of them by their names in the address. */
export const experiments: Record<string, Experiment> = {
  "wrong-verifier": {
    title: "A wrong verifier",
    does: "Somebody has caught a code, and guesses the verifier.",
    status: 403,
    means:
      "The hash of the guess is not the challenge. There are 2²⁵⁶ verifiers, and the code lives for ten minutes.",
    prevented:
      "The app keeps the verifier with the state of the same attempt, so two tabs cannot mix theirs up.",
    run: async (lab) => {
      const { code } = await approved(lab);
      await lab.exchange({ code, code_verifier: randomToken(), code_challenge_method: S256 });
    },
  },
  "changed-method": {
    title: "Another method",
    does: "The code was asked for with S256, and somebody exchanges it as plain, with the challenge for a verifier: that one they have seen.",
    status: 400,
    means:
      "The method belongs to the code. If it could be changed afterwards, S256 would be no better than plain.",
    prevented: "The app knows one method. It is a constant in the source, and comes from nowhere else.",
    run: async (lab) => {
      const code_challenge = s256Challenge(randomToken());
      const code = await lab.approve({ code_challenge, code_challenge_method: S256 });
      await lab.exchange({ code, code_verifier: code_challenge, code_challenge_method: "plain" });
    },
  },
  "missing-verifier": {
    title: "No verifier",
    does: "The code was asked for with a challenge, and is exchanged without a verifier.",
    status: 403,
    means: "A challenge cannot be taken back. Leaving something out is not a way around it.",
    prevented: "An attempt without a verifier does not open: its fields are checked when the cookie is read.",
    run: async (lab) => {
      const { code } = await approved(lab);
      await lab.exchange({ code, code_challenge_method: S256 });
    },
  },
  replay: {
    title: "The same code twice",
    does: "A code is exchanged as it should be, and then once more, with everything right.",
    status: 403,
    measured: "400 was measured for a code that it does not know.",
    means: "A code works once. Whoever finds it in a log afterwards is too late.",
    prevented:
      "An attempt is spent before its code is exchanged, in the database, so that two servers know of it too.",
    run: async (lab) => {
      const proof = { ...(await approved(lab)), code_challenge_method: S256 };
      await lab.exchange(proof);
      await lab.exchange(proof);
    },
  },
  get: {
    title: "GET instead of POST",
    does: "The exchange is asked for by GET, with everything in the address.",
    status: 405,
    measured: "404 was measured.",
    means: "An address is written down everywhere. A code and its verifier have no business in one.",
    prevented: "The app posts, and follows no redirect: a redirected POST may arrive as a GET.",
    run: async (lab) => {
      const proof = { ...(await approved(lab)), code_challenge_method: S256 };
      await lab.exchange(proof, "GET");
    },
  },
  plain: {
    title: "plain: what a thief gains",
    does: "The code was asked for with plain. A thief has read the two addresses, there and back: that is all they have.",
    status: 200,
    means: "The thief has a key. The challenge in the first address was the verifier itself.",
    prevented: "The app sends S256, always.",
    run: async (lab) => {
      const seen = randomToken();
      const code = await lab.approve({ code_challenge: seen, code_challenge_method: "plain" });
      await lab.exchange({ code, code_verifier: seen, code_challenge_method: "plain" });
    },
  },
  "no-challenge": {
    title: "No challenge: what a thief gains",
    does: "The code was asked for without a challenge. A thief has read the address that came back.",
    status: 200,
    means: "The thief has a key. The code alone was worth one.",
    prevented: "The app never leaves the challenge out; there is no setting for it.",
    run: async (lab) => {
      const code = await lab.approve({});
      await lab.exchange({ code });
    },
  },
};
