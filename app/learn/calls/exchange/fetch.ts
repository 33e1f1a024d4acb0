const { MODELGATES_URL, CODE, CODE_VERIFIER } = process.env;

const response = await fetch(`${MODELGATES_URL}/api/v1/auth/keys`, {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({
    code: CODE,
    code_verifier: CODE_VERIFIER,
    code_challenge_method: "S256",
  }),
  redirect: "error",
});
if (!response.ok) throw new Error(`The exchange answered ${response.status}`);
const { key } = await response.json();

export { key };
