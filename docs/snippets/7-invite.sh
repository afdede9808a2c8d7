invitation=$(curl -sS $api/tenants/invitations -H "Authorization: Bearer $token" -H "$json" -d '
  {"data": {"type": "invitations", "attributes": {"email": "gil@example.com"},
    "relationships": {"roles": {"data": [{"type": "roles", "id": "'$role'"}]}}}}' |
  sed 's/.*"token":"\([^"]*\)".*/\1/')
curl -sS $api/users -H "Invitation-Token: $invitation" -H "$json" -d '
  {"data": {"type": "users", "attributes":
    {"name": "Gil", "email": "gil@example.com", "password": "Correct-horse-battery-4"}}}'
