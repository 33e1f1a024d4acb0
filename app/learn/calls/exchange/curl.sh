curl "$MODELGATES_URL/api/v1/auth/keys" \
  --header "Content-Type: application/json" --data @- <<JSON
{
  "code": "$CODE",
  "code_verifier": "$CODE_VERIFIER",
  "code_challenge_method": "S256"
}
JSON
