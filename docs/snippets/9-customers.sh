beta=$(curl -sS $api/tenants -H "Authorization: Bearer $token" -H "$json" -d '
  {"data": {"type": "tenants", "attributes": {"name": "Beta Ltd"}}}' | first tenants)
there=$(curl -sS $api/tokens -H "$json" -d '
  {"data": {"type": "tokens", "attributes":
    {"email": "ada@example.com", "password": "Correct-horse-battery-1", "tenant_id": "'$beta'"}}}' |
  sed 's/.*"access":"\([^"]*\)".*/\1/')
curl -sS -H "Authorization: Bearer $there" $api/providers | grep -o '"count":[0-9]*'
curl -sS -H "Authorization: Bearer $there" $api/tenants | grep -o '"name":"[^"]*"'
