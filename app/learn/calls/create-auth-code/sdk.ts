import { ModelGates } from "@modelgates/sdk";

const modelgates = new ModelGates({ apiKey: process.env.MODELGATES_API_KEY });

const { data } = await modelgates.oAuth.createAuthCode({
  requestBody: {
    callbackUrl: process.env.CALLBACK_URL,
    codeChallenge: process.env.CODE_CHALLENGE,
    codeChallengeMethod: "S256",
    limit: 1,
    usageLimitType: "daily",
  },
});
export const code = data.id;
