api=http://127.0.0.1:8080/api/v1 json='Content-Type: application/vnd.api+json'
first() { grep -o "\"type\":\"$1\",\"id\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 8; }
provider=$(curl -sS -H "Authorization: Bearer $token" $api/providers | first providers)
group=$(curl -sS $api/provider-groups -H "Authorization: Bearer $token" -H "$json" -d '
  {"data": {"type": "provider-groups", "attributes": {"name": "the shop"},
    "relationships": {"providers": {"data": [{"type": "providers", "id": "'$provider'"}]}}}}' | first provider-groups)
role=$(curl -sS $api/roles -H "Authorization: Bearer $token" -H "$json" -d '
  {"data": {"type": "roles", "attributes": {"name": "reads the shop"},
    "relationships": {"provider_groups": {"data": [{"type": "provider-groups", "id": "'$group'"}]}}}}' | first roles)
curl -sS $api/providers -H "Authorization: Bearer $token" -H "$json" -d '
  {"data": {"type": "providers", "attributes": {"provider": "aws", "uid": "210987654321", "alias": "the bank"}}}' |
  grep -o '"uid":"[^"]*"'
