"use client";

import { useEffect, useId, useState } from "react";
import { Button, inputClass } from "../../ui.tsx";

/** RFC 7636, appendix B. */
const PAIR = {
  verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
  challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
};
/** RFC 7636, section 4.1. */
const VERIFIER = /^[\w.~-]{43,128}$/;

const base64url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");

const challengeOf = async (verifier: string) =>
  base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier))));

/** A verifier to play with, and its challenge: by Web Crypto, in this browser alone. */
export function Challenge() {
  const id = useId();
  const [verifier, setVerifier] = useState(PAIR.verifier);
  const [challenge, setChallenge] = useState(PAIR.challenge);
  const [awake, setAwake] = useState(false);

  useEffect(() => setAwake(true), []);
  useEffect(() => {
    let current = true;
    challengeOf(verifier).then((made) => current && setChallenge(made));
    return () => {
      current = false;
    };
  }, [verifier]);

  const valid = VERIFIER.test(verifier);
  return (
    <div className="rounded-md border border-line bg-card p-5">
      <label htmlFor={`${id}v`} className="font-semibold text-sm">
        code_verifier
      </label>
      <input
        id={`${id}v`}
        value={verifier}
        onChange={(event) => setVerifier(event.target.value)}
        readOnly={!awake}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={!valid}
        aria-describedby={`${id}h`}
        className={`mt-1 font-mono text-sm ${inputClass}`}
      />
      <p id={`${id}h`} className="mt-1 text-muted text-sm">
        {verifier.length} characters.{" "}
        {valid
          ? "A valid verifier."
          : "A verifier has 43 to 128 of A–Z, a–z, 0–9, hyphen, dot, underscore and tilde."}
      </p>
      <label htmlFor={`${id}c`} className="mt-4 block font-semibold text-sm">
        code_challenge
      </label>
      <output id={`${id}c`} htmlFor={`${id}v`} className="mt-1 block break-all font-mono text-sm">
        {challenge}
      </output>
      <div className="mt-4 flex flex-wrap gap-4">
        <Button
          type="button"
          kind="quiet"
          disabled={!awake}
          onClick={() => setVerifier(base64url(crypto.getRandomValues(new Uint8Array(32))))}
        >
          Make a random one
        </Button>
        <Button type="button" kind="quiet" disabled={!awake} onClick={() => setVerifier(PAIR.verifier)}>
          The RFC's
        </Button>
      </div>
    </div>
  );
}
