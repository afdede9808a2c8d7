provider=$(curl -sS http://127.0.0.1:8080/api/v1/providers -H "Authorization: Api-Key $key" \
  -H 'Content-Type: application/vnd.api+json' -d '
  {"data": {"type": "providers", "attributes":
    {"provider": "iac", "uid": "https://github.com/OWNER/REPOSITORY.git", "alias": "our shop"}}}' |
  sed 's/.*"type":"providers","id":"\([^"]*\)".*/\1/')
echo "$provider"
