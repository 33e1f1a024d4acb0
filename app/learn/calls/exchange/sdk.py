import os
from modelgates import ModelGates

with ModelGates() as modelgates:
    result = modelgates.o_auth.exchange_auth_code_for_api_key(
        code=os.environ["CODE"],
        code_verifier=os.environ["CODE_VERIFIER"],
        code_challenge_method="S256",
    )
    key = result.key
