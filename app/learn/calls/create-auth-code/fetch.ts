const { MODELGATES_URL, MODELGATES_API_KEY, CALLBACK_URL, CODE_CHALLENGE } = process.env;

const response = await fetch(`${MODELGATES_URL}/api/v1/auth/keys/code`, {
  method: "POST",
  headers: {
    Authorization: `Bearer ${MODELGATES_API_KEY}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    callback_url: CALLBACK_URL,
    code_challenge: CODE_CHALLENGE,
    code_challenge_method: "S256",
    limit: 1,
    usage_limit_type: "daily",
  }),
  redirect: "error",
});
if (!response.ok) throw new Error(`The request for a code answered ${response.status}`);
const { data } = await response.json();
export const code: string = data.id;
