invite() {
  curl -sS $api/tenants/invitations -H "Authorization: Bearer $token" -H "$json" -d '
    {"data": {"type": "invitations", "attributes": {"email": "'$1'"},
      "relationships": {"roles": {"data": [{"type": "roles", "id": "'$wider'"}]}}}}'
}
invitation=$(invite bob@example.com | sed 's/.*"token":"\([^"]*\)".*/\1/')
unwanted=$(invite hal@example.com | first invitations)
curl -sSg -H "Authorization: Bearer $token" "$api/tenants/invitations?filter[state]=pending&sort=inserted_at" | grep -o '"email":"[^"]*"'
curl -sS -o /dev/null -w '%{http_code}\n' -X DELETE -H "Authorization: Bearer $token" $api/tenants/invitations/$unwanted
curl -sS -o /dev/null -w '%{http_code}\n' $api/invitations/accept -H "Authorization: Bearer $other" -H "$json" -d '
  {"data": {"type": "invitations", "attributes": {"invitation_token": "'$invitation'"}}}'
