gil=$(curl -sS $api/tokens -H "$json" -d '
  {"data": {"type": "tokens", "attributes": {"email": "gil@example.com", "password": "Correct-horse-battery-4"}}}' |
  sed 's/.*"access":"\([^"]*\)".*/\1/')
curl -sS -H "Authorization: Bearer $token" $api/providers | grep -o '"uid":"[^"]*"'
echo and Gil:
curl -sS -H "Authorization: Bearer $gil" $api/providers | grep -o '"uid":"[^"]*"'
