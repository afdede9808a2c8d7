curl -sS -o /dev/null http://127.0.0.1:8080/api/v1/users -H 'Content-Type: application/vnd.api+json' -d '
  {"data": {"type": "users", "attributes":
    {"name": "Bob", "email": "bob@example.com", "password": "Correct-horse-battery-2"}}}'
other=$(curl -sS http://127.0.0.1:8080/api/v1/tokens -H 'Content-Type: application/vnd.api+json' -d '
  {"data": {"type": "tokens", "attributes": {"email": "bob@example.com", "password": "Correct-horse-battery-2"}}}' |
  sed 's/.*"access":"\([^"]*\)".*/\1/')
curl -sS -H "Authorization: Bearer $other" http://127.0.0.1:8080/api/v1/findings/latest |
  grep -o '"count":[0-9]*'
