curl --no-buffer "$MODELGATES_URL/api/v1/chat/completions" \
  --header "Authorization: Bearer $MODELGATES_API_KEY" \
  --header "Content-Type: application/json" --data @- <<JSON
{
  "model": "openai/gpt-5.2",
  "messages": [{ "role": "user", "content": "Hello!" }],
  "stream": true
}
JSON
