curl -sS http://127.0.0.1:8080/api/v1/providers/secrets -H "Authorization: Api-Key $key" \
  -H 'Content-Type: application/vnd.api+json' -d '
  {"data": {"type": "provider-secrets", "attributes": {"secret_type": "static", "secret":
      {"repository_url": "https://github.com/OWNER/REPOSITORY.git", "access_token": "TOKEN"}},
    "relationships": {"provider": {"data": {"type": "providers", "id": "'"$provider"'"}}}}}' |
  grep -oE '"type":"provider-secrets","id":"[^"]*"|"errors".*'
