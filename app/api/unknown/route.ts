import { Problem } from "../../../lib/errors.ts";

/** Every address below /api that is not here: next.config.ts leads to this file what no other answers. */
const all = () => new Problem("unknown_address").toResponse();

export { all as DELETE, all as GET, all as HEAD, all as OPTIONS, all as PATCH, all as POST, all as PUT };
