// The older name of `GET /api/v1/key`, which some clients still use (CONTRACT 1.4).
export * from "../../key/route.ts";
