// A verifier and its S256 challenge: RFC 7636's own test vector, which the seeds use throughout.

export const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
export const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/** The guide's three forms of `/auth`, and what the exchange must send for each (seeds, step 1 and 2). */
export const forms = {
  S256: {
    asked: { code_challenge: challenge, code_challenge_method: "S256" },
    proof: { code_verifier: verifier, code_challenge_method: "S256" },
  },
  plain: {
    asked: { code_challenge: verifier, code_challenge_method: "plain" },
    proof: { code_verifier: verifier, code_challenge_method: "plain" },
  },
  none: { asked: {}, proof: {} },
};
