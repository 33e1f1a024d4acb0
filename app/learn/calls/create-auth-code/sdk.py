import os
from modelgates import ModelGates

with ModelGates(api_key=os.environ["MODELGATES_API_KEY"]) as modelgates:
    result = modelgates.o_auth.create_auth_code(
        callback_url=os.environ["CALLBACK_URL"],
        code_challenge=os.environ["CODE_CHALLENGE"],
        code_challenge_method="S256",
        limit=1,
        usage_limit_type="daily",
    )
    code = result.data.id
