// Every operation that is not here: next.config.ts leads to this file what no other answers.
import { respond, WireError } from "../../_provider/wire.ts";

const all = (request: Request) =>
  respond(request, "*", () => {
    throw new WireError(404, "Not Found");
  });

export { all as DELETE, all as GET, all as HEAD, all as OPTIONS, all as PATCH, all as POST, all as PUT };
