curl -sS http://127.0.0.1:8080/api/v1/users -H 'Content-Type: application/vnd.api+json' -d '
  {"data": {"type": "users", "attributes":
    {"name": "Ada", "email": "ada@example.com", "password": "Correct-horse-battery-1"}}}'
