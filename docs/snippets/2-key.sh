token=$(curl -sS http://127.0.0.1:8080/api/v1/tokens -H 'Content-Type: application/vnd.api+json' -d '
  {"data": {"type": "tokens", "attributes": {"email": "ada@example.com", "password": "Correct-horse-battery-1"}}}' |
  sed 's/.*"access":"\([^"]*\)".*/\1/')
key=$(curl -sS http://127.0.0.1:8080/api/v1/api-keys -H "Authorization: Bearer $token" \
  -H 'Content-Type: application/vnd.api+json' -d '{"data": {"type": "api-keys", "attributes": {"name": "scanner"}}}' |
  sed 's/.*"api_key":"\([^"]*\)".*/\1/')
echo "$key"
