import { ModelGates } from "@modelgates/sdk";

const modelgates = new ModelGates();

const { key } = await modelgates.oAuth.exchangeAuthCodeForAPIKey(
  {
    requestBody: {
      code: process.env.CODE,
      codeVerifier: process.env.CODE_VERIFIER,
      codeChallengeMethod: "S256",
    },
  },
  { retries: { strategy: "none" } }, // a code works once
);

export { key };
