user=$(curl -sSg -H "Authorization: Bearer $token" "$api/users?filter[email]=gil@example.com" | first users)
wider=$(curl -sS $api/roles -H "Authorization: Bearer $token" -H "$json" -d '
  {"data": {"type": "roles", "attributes": {"name": "reads everything", "unlimited_visibility": true}}}' | first roles)
curl -sS -o /dev/null -w '%{http_code}\n' -X PATCH $api/users/$user/relationships/roles \
  -H "Authorization: Bearer $token" -H "$json" -d '{"data": [{"type": "roles", "id": "'$wider'"}]}'
curl -sS -H "Authorization: Bearer $gil" $api/providers | grep -o '"uid":"[^"]*"'
