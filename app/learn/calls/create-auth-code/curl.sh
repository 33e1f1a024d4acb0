curl "$MODELGATES_URL/api/v1/auth/keys/code" \
  --header "Authorization: Bearer $MODELGATES_API_KEY" \
  --header "Content-Type: application/json" --data @- <<JSON
{
  "callback_url": "$CALLBACK_URL",
  "code_challenge": "$CODE_CHALLENGE",
  "code_challenge_method": "S256",
  "limit": 1,
  "usage_limit_type": "daily"
}
JSON
